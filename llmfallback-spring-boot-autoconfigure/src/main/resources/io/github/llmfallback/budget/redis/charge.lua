-- KEYS: id, spent and reserved of each window.
-- ARGV: clock, windows, how long to remember the id, cost; scope and window of each counter.

local changes = { 'CHANGED' }
if redis.call('EXISTS', KEYS[1]) == 1 then
	return changes
end
local windows, place = windows_after(1)
if not windows then
	return stale()
end

local cost = money(ARGV[place + 1])
redis.call('HSET', KEYS[1], 'state', 'ENDED')
keep_until(KEYS[1], now + tonumber(ARGV[place]))
if at_most(cost, ZERO) then
	return changes
end
for i = place + 2, #ARGV, 2 do
	local window = windows[ARGV[i + 1]]
	spend(changes, ARGV[i], ARGV[i + 1], window.spent, window.stop, cost)
end
return changes
