import { isWithin, type LayerHours, nextHoursEdge } from './layer-hours.ts';
import { HOUR, instantAt, latestWallAt } from './wall-time.ts';

/** A rotation: turns of equal length on the wall clock, one after the other for ever. */
export interface Layer {
  /** Person ids; each turn has one or several, the first to be called first. Empty: nobody, ever. */
  readonly turns: readonly (readonly string[])[];
  /** How long a turn lasts on the wall clock: 168 is a week, and 12 half a day, also when clocks change. */
  readonly turnHours: number;
  /** Wall-clock `YYYY-MM-DDTHH:MM` at which the first turn begins; before it the turns run backwards. */
  readonly since: string;
  /** The layer has somebody in these hours only; absent: at any hour. */
  readonly only?: readonly LayerHours[];
}

/** Who has the turn, where the hours allow it. */
export function onLayer(layer: Layer, at: number, zone: string): readonly string[] {
  const { turns, only } = layer;
  if (turns.length === 0) return [];
  if (only !== undefined && !only.some((hours) => isWithin(hours, at, zone))) return [];
  return turns.at(turns.length === 1 ? 0 : turnAt(layer, at, zone) % turns.length) ?? [];
}

/** The first hand-over after an instant, whether or not it brings other people. */
export const nextTurnAt = (layer: Layer, at: number, zone: string): number =>
  beginOf(layer, turnAt(layer, at, zone) + 1, zone);

/** The first instant after `at` at which the layer may have other people; infinity: never. */
export function nextLayerEdge(layer: Layer, at: number, zone: string): number {
  if (layer.turns.length === 0) return Infinity;
  const edges = (layer.only ?? []).map((hours) => nextHoursEdge(hours, at, zone));
  if (layer.turns.length > 1) edges.push(nextTurnAt(layer, at, zone));
  return Math.min(...edges);
}

/** The number of the turn that began last; turn 0 begins at `since`. */
function turnAt(layer: Layer, at: number, zone: string): number {
  const passed = latestWallAt(at, zone) - firstBegin(layer);
  let turn = Math.floor(passed / (layer.turnHours * HOUR));
  while (beginOf(layer, turn, zone) > at) turn -= 1;
  return turn;
}

const beginOf = (layer: Layer, turn: number, zone: string): number =>
  instantAt(firstBegin(layer) + turn * layer.turnHours * HOUR, zone);

const firstBegin = ({ since }: Layer): number => Date.parse(`${since}Z`);
