-- What a body of alerts touches, as of one instant. Reads only; '' stands for what is not there.
-- KEYS[1]  the prefix of all keys
-- ARGV     the prefix of the alerts' index, the prefix of the groups, the number of fingerprints,
--          fingerprints ..., digests of group keys ...
-- Answers {incident, record of each fingerprint}, {incident of each group},
--         {number, version, snapshot of each incident named by those}, all flat.
local prefix, index, group, count = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local alerts, groups, incidents, seen = {}, {}, {}, {}

local function see(number)
  if number and not seen[number] then
    seen[number] = true
    local found = redis.call('HMGET', prefix .. 'incident:' .. number, 'version', 'snapshot')
    if found[1] then
      incidents[#incidents + 1] = number
      incidents[#incidents + 1] = found[1]
      incidents[#incidents + 1] = found[2]
    end
  end
end

for at = 4, 3 + count do
  local number = redis.call('GET', index .. ARGV[at])
  see(number)
  alerts[#alerts + 1] = number or ''
  alerts[#alerts + 1] = number and redis.call('HGET', prefix .. 'alerts:' .. number, ARGV[at]) or ''
end
for at = 4 + count, #ARGV do
  local number = redis.call('GET', group .. ARGV[at])
  see(number)
  groups[#groups + 1] = number or ''
end
return { alerts, groups, incidents }
