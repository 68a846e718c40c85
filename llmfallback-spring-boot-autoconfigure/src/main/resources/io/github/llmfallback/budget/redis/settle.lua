-- KEYS: reservation, held reservations.
-- ARGV: clock, id, cost, how long to remember the id.

local state, amount, counters = unpack(redis.call('HMGET', KEYS[1], 'state', 'amount', 'counters'))
local changes = {}
if state ~= 'HELD' and state ~= 'CHARGED' then
	return changes
end

amount = money(amount)
local cost = money(ARGV[3])
if state == 'HELD' then
	end_reservation(changes, counters, amount, cost)
	redis.call('ZREM', KEYS[2], ARGV[2])
elseif not at_most(cost, amount) then
	end_reservation(changes, counters, money(nil), minus(cost, amount))
end
redis.call('HSET', KEYS[1], 'state', 'SETTLED')
keep_until(KEYS[1], now + tonumber(ARGV[4]))
return changes
