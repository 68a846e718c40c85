-- KEYS: id, held reservations.
-- ARGV: clock, id, how long to remember the id.

local state, amount, counters = unpack(redis.call('HMGET', KEYS[1], 'state', 'amount', 'counters'))
if state == 'HELD' then
	redis.call('ZREM', KEYS[2], ARGV[2])
	redis.call('HSET', KEYS[1], 'state', 'ENDED')
	keep_until(KEYS[1], now + tonumber(ARGV[3]))
	free_and_spend(counters, money(amount), ZERO)
end
return {}
