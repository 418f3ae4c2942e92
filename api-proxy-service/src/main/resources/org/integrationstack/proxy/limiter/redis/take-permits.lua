-- Takes permits from several quotas at once, or none from any of them.
--
-- KEYS[i]       the latest grants of quota i: times in microseconds, newest first, as many as the quota has permits
-- ARGV[3i - 2]  how many permits quota i has in any window
-- ARGV[3i - 1]  the length of its window in microseconds
-- ARGV[3i]      how many permits are asked for, at most as many as it has
--
-- Returns {0, 0} when they were granted; otherwise the quota that keeps the caller waiting longest and that wait in
-- microseconds.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- A clock set back must not open a window again.
for _, grants in ipairs(KEYS) do
    now = math.max(now, tonumber(redis.call('LINDEX', grants, 0) or 0))
end

local longest, blocking = 0, 0
for i, grants in ipairs(KEYS) do
    local permits, window, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
    -- With `cost` grants more, this one would be the first beyond the permits: it must have left the window.
    local oldest = redis.call('LINDEX', grants, permits - cost)
    local wait = oldest and tonumber(oldest) + window - now or 0
    if wait > longest then
        longest, blocking = wait, i
    end
end
if blocking > 0 then
    return { blocking, longest }
end

local granted = string.format('%.0f', now)
for i, grants in ipairs(KEYS) do
    local permits, window, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
    for _ = 1, cost do
        redis.call('LPUSH', grants, granted)
    end
    redis.call('LTRIM', grants, 0, permits - 1)
    redis.call('PEXPIRE', grants, math.ceil(window / 1000) + 1000)
end
return { 0, 0 }
