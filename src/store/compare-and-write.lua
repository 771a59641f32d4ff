-- Compares what a decision read, then writes all of it or nothing. No rule lives here.
-- KEYS[1]  the counter of incident numbers
-- ARGV     '1' if the write opens an incident, else ''; the number of guards;
--          guards: key, field ('' for a plain value), expected ('' for none);
--          writes: how many words, command, argument ...
-- Answers nothing after a lost race, else the opened incident's number (0 for none). A NUL byte
-- in a write stands for that number: JSON never holds one, so no text can be taken for it.
-- An error half way would leave half a write: every command must be sure to succeed.
local next = 3
for _ = 1, tonumber(ARGV[2]) do
  local key, field, expected = ARGV[next], ARGV[next + 1], ARGV[next + 2]
  local found
  if field == '' then
    found = redis.call('GET', key)
  else
    found = redis.call('HGET', key, field)
  end
  if (found or '') ~= expected then
    return false
  end
  next = next + 3
end

local opened = 0
if ARGV[1] ~= '' then
  opened = redis.call('INCR', KEYS[1])
end

while next <= #ARGV do
  local words = tonumber(ARGV[next])
  local command = {}
  for at = next + 1, next + words do
    local word = ARGV[at]
    -- A plain search is a fraction of what a pattern costs, and hardly any word has a NUL.
    if opened > 0 and string.find(word, '\0', 1, true) then
      word = string.gsub(word, '%z', string.format('%d', opened))
    end
    command[#command + 1] = word
  end
  redis.call(unpack(command))
  next = next + 1 + words
end
return opened
