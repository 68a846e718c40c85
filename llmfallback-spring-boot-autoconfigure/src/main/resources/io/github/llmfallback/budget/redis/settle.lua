-- KEYS: id, held reservations.
-- ARGV: clock, id, cost, how long to remember the id.

local state, amount, counters = unpack(redis.call('HMGET', KEYS[1], 'state', 'amount', 'counters'))
if state ~= 'HELD' and state ~= 'CHARGED' then
	return {}
end

amount = money(amount)
local cost = money(ARGV[3])
if state == 'CHARGED' then
	cost = minus(cost, amount)
	amount = ZERO
end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[1], 'state', 'ENDED')
keep_until(KEYS[1], now + tonumber(ARGV[4]))
return free_and_spend(counters, amount, cost)
