/**
 * The configuration's schemas as JSON Schema (draft 7), for editors: what people write, not what is
 * read from it. What files say of each other only `piket check` knows.
 */
import { z } from 'zod';
import { classificationSchema } from './classification-file.ts';
import { forms, schedule, schedulesSchema } from './schedules-file.ts';
import {
  peopleSchema,
  policiesSchema,
  severitiesSchema,
  sourcesSchema,
  teamsSchema,
} from './schemas.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
/** What is written once and referred to, by its title. */
type Definitions = Record<string, JsonSchema>;

const FILES = {
  people: peopleSchema,
  teams: teamsSchema,
  schedules: schedulesSchema,
  severities: severitiesSchema,
  policies: policiesSchema,
  sources: sourcesSchema,
  classification: classificationSchema,
};

const LAYERED: JsonSchema = { type: 'object', required: ['layers'] };

/** By the name of the configuration file, without .yaml. */
export const jsonSchemas = (): ReadonlyMap<string, object> =>
  new Map(Object.entries(FILES).map(([name, schema]) => [name, wholeFile(name, schema)]));

function wholeFile(name: string, schema: z.core.$ZodType): object {
  const definitions: Definitions = {};
  const file = asJson(schema, definitions);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${name}.yaml`,
    ...file,
    ...(Object.keys(definitions).length > 0 && { definitions }),
  };
}

function asJson(schema: z.core.$ZodType, definitions: Definitions): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const written = asWritten(zodSchema, definitions);
      if (written === undefined) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, written);
    },
  });
  return json;
}

/** What zod cannot know of: what is taken by a function that comes before a schema. */
function asWritten(schema: z.core.$ZodType, definitions: Definitions): JsonSchema | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return asWritten(schema.def.innerType, definitions);
  if (schema === schedule)
    // Each form by an else: complaints are then about the form that is written.
    return {
      allOf: [
        { if: { not: LAYERED }, else: asJson(forms.layered, definitions) },
        { if: LAYERED, else: asJson(forms.oneRotation, definitions) },
      ],
    };
  if (!(schema instanceof z.ZodPipe) || !(schema.in instanceof z.ZodTransform)) return undefined;
  const json = asJson(schema.out, definitions);
  if (!(schema.out instanceof z.ZodArray)) return json;
  // A list that may be written as its only item.
  const { title, ...item } = asJson(schema.out.element, definitions);
  if (title === undefined) return { anyOf: [item, json] };
  definitions[title] = item;
  const reference = { $ref: `#/definitions/${title}` };
  return { anyOf: [reference, { ...json, items: reference }] };
}
