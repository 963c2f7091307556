/** Rows written for tests, in the columns of the recorded sets. */
export const WARSAW_SAMPLE = `site_id,site_name,lat,lon,at,queue_length,queue_length_max,busiest_queue_id,queues_with_waiting,counters_open_max,counter_slots_sum,queues_reported,source_clock
USC_Andersa,Civil registry Andersa,52.2465,21.0,2020-01-06T07:00:00Z,0,0,,0,1,4,19,2020-01-06 08:00
UD_Bielany,District office Bielany,52.277,20.945,2020-01-06T07:00:00Z,7,5,308,2,3,21,20,2020-01-06 08:04
UD_Srodmiescie_2,District office 2,52.2285,21.007,2020-01-06T07:00:00Z,0,0,,0,13,32,5,2012-02-12 07:59
USC_Andersa,Civil registry Andersa,52.2465,21.0,2020-01-06T07:05:00Z,2,2,119,1,1,4,19,2020-01-06 08:05
UD_Bielany,District office Bielany,52.277,20.945,2020-01-06T07:05:00Z,9,6,308,2,3,21,20,2020-01-06 08:09
UD_Srodmiescie_2,District office 2,52.2285,21.007,2020-01-06T07:05:00Z,0,0,,0,13,32,5,2012-02-12 08:04
`;

/** People inside; one row without a figure. */
export const FITNESSPARK_SAMPLE = `site_id,site_name,lat,lon,at,occupancy,area_m2,open
fp-one,Gym One,47.366,8.549,2025-11-01T04:11:53Z,,600,0
fp-two,Gym Two,47.171,8.516,2025-11-01T05:12:22Z,0,,1
fp-one,Gym One,47.366,8.549,2025-11-01T05:12:53Z,84,600,1
`;

/** Intervals of all queues together and of one of them; one without calls. */
export const NYC311_SAMPLE = `site_id,queue,at,calls_offered,avg_wait_seconds,max_wait_seconds,connected_within_60s,calls_waiting_peak,calls_waiting_end
nyc311,ALL,2024-10-01T00:00:00Z,4,2.8,3,4,1,0
nyc311,ALL,2024-10-01T00:05:00Z,0,,,0,1,1
nyc311,Spanish,2024-10-01T00:00:00Z,3,3.0,3,3,1,0
`;
