import type { Patterns } from './notation.js';

const raw = String.raw;

const HOST = raw`%{NAGIOS_PART:host.hostname|nagios_hostname}`;
const SERVICE = raw`%{NAGIOS_PART:service.name|nagios_service}`;
const STATE = raw`%{NAGIOS_PART:service.state|nagios_state}`;
const MESSAGE = raw`%{GREEDYDATA:message|nagios_message}`;
const USER = raw`%{NAGIOS_PART:user.name|nagios_notifyname}`;
const COMMAND_NAME = raw`%{NAGIOS_PART:nagios.log.notification_command|nagios_contact}`;
const type = (words: string) => raw`(?:%{${words}:nagios.log.type|nagios_type})`;

/** What Nagios writes about hosts and services: parts with semicolons between them. */
export const NAGIOS: Patterns = {
  NAGIOS_PART: raw`[^;]*`,
  NAGIOSTIME: raw`\[%{NUMBER:timestamp|nagios_epoch}\]`,
  NAGIOS_TYPE_CURRENT_SERVICE_STATE: 'CURRENT SERVICE STATE',
  NAGIOS_TYPE_CURRENT_HOST_STATE: 'CURRENT HOST STATE',
  NAGIOS_TYPE_SERVICE_NOTIFICATION: 'SERVICE NOTIFICATION',
  NAGIOS_TYPE_HOST_NOTIFICATION: 'HOST NOTIFICATION',
  NAGIOS_TYPE_SERVICE_ALERT: 'SERVICE ALERT',
  NAGIOS_TYPE_HOST_ALERT: 'HOST ALERT',
  NAGIOS_TYPE_SERVICE_FLAPPING_ALERT: 'SERVICE FLAPPING ALERT',
  NAGIOS_TYPE_HOST_FLAPPING_ALERT: 'HOST FLAPPING ALERT',
  NAGIOS_TYPE_SERVICE_DOWNTIME_ALERT: 'SERVICE DOWNTIME ALERT',
  NAGIOS_TYPE_HOST_DOWNTIME_ALERT: 'HOST DOWNTIME ALERT',
  NAGIOS_TYPE_PASSIVE_SERVICE_CHECK: 'PASSIVE SERVICE CHECK',
  NAGIOS_TYPE_PASSIVE_HOST_CHECK: 'PASSIVE HOST CHECK',
  NAGIOS_TYPE_SERVICE_EVENT_HANDLER: 'SERVICE EVENT HANDLER',
  NAGIOS_TYPE_HOST_EVENT_HANDLER: 'HOST EVENT HANDLER',
  NAGIOS_TYPE_EXTERNAL_COMMAND: 'EXTERNAL COMMAND',
  NAGIOS_TYPE_TIMEPERIOD_TRANSITION: 'TIMEPERIOD TRANSITION',

  NAGIOS_CURRENT_SERVICE_STATE: raw`${type('NAGIOS_TYPE_CURRENT_SERVICE_STATE')}: ${HOST};${SERVICE};${STATE};%{NAGIOS_PART:nagios.log.state_type|nagios_statetype};%{INT:nagios.log.attempt:int|nagios_statecode};${MESSAGE}`,
  NAGIOS_CURRENT_HOST_STATE: raw`${type('NAGIOS_TYPE_CURRENT_HOST_STATE')}: ${HOST};${STATE};%{NAGIOS_PART:nagios.log.state_type|nagios_statetype};%{INT:nagios.log.attempt:int|nagios_statecode};${MESSAGE}`,
  NAGIOS_SERVICE_NOTIFICATION: raw`${type('NAGIOS_TYPE_SERVICE_NOTIFICATION')}: ${USER};${HOST};${SERVICE};${STATE};${COMMAND_NAME};${MESSAGE}`,
  NAGIOS_HOST_NOTIFICATION: raw`${type('NAGIOS_TYPE_HOST_NOTIFICATION')}: ${USER};${HOST};${STATE};${COMMAND_NAME};${MESSAGE}`,
  NAGIOS_SERVICE_ALERT: raw`${type('NAGIOS_TYPE_SERVICE_ALERT')}: ${HOST};${SERVICE};${STATE};%{NAGIOS_PART:nagios.log.state_type|nagios_statelevel};%{INT:nagios.log.attempt:int|nagios_attempt};${MESSAGE}`,
  NAGIOS_HOST_ALERT: raw`${type('NAGIOS_TYPE_HOST_ALERT')}: ${HOST};${STATE};%{NAGIOS_PART:nagios.log.state_type|nagios_statelevel};%{INT:nagios.log.attempt:int|nagios_attempt};${MESSAGE}`,
  NAGIOS_SERVICE_FLAPPING_ALERT: raw`${type('NAGIOS_TYPE_SERVICE_FLAPPING_ALERT')}: ${HOST};${SERVICE};${STATE};${MESSAGE}`,
  NAGIOS_HOST_FLAPPING_ALERT: raw`${type('NAGIOS_TYPE_HOST_FLAPPING_ALERT')}: ${HOST};${STATE};${MESSAGE}`,
  NAGIOS_SERVICE_DOWNTIME_ALERT: raw`${type('NAGIOS_TYPE_SERVICE_DOWNTIME_ALERT')}: ${HOST};${SERVICE};${STATE};%{GREEDYDATA:nagios.log.comment|nagios_comment}`,
  NAGIOS_HOST_DOWNTIME_ALERT: raw`${type('NAGIOS_TYPE_HOST_DOWNTIME_ALERT')}: ${HOST};${STATE};%{GREEDYDATA:nagios.log.comment|nagios_comment}`,
  NAGIOS_PASSIVE_SERVICE_CHECK: raw`${type('NAGIOS_TYPE_PASSIVE_SERVICE_CHECK')}: ${HOST};${SERVICE};${STATE};%{GREEDYDATA:message|nagios_comment}`,
  NAGIOS_PASSIVE_HOST_CHECK: raw`${type('NAGIOS_TYPE_PASSIVE_HOST_CHECK')}: ${HOST};${STATE};%{GREEDYDATA:message|nagios_comment}`,
  NAGIOS_SERVICE_EVENT_HANDLER: raw`${type('NAGIOS_TYPE_SERVICE_EVENT_HANDLER')}: ${HOST};${SERVICE};${STATE};%{NAGIOS_PART:nagios.log.state_type|nagios_statelevel};%{NAGIOS_PART:nagios.log.attempt|nagios_attempt};%{NAGIOS_PART:nagios.log.event_handler_name|nagios_event_handler_name}`,
  NAGIOS_HOST_EVENT_HANDLER: raw`${type('NAGIOS_TYPE_HOST_EVENT_HANDLER')}: ${HOST};${STATE};%{NAGIOS_PART:nagios.log.state_type|nagios_statelevel};%{NAGIOS_PART:nagios.log.attempt|nagios_attempt};%{NAGIOS_PART:nagios.log.event_handler_name|nagios_event_handler_name}`,
  NAGIOS_TIMEPERIOD_TRANSITION: raw`${type('NAGIOS_TYPE_TIMEPERIOD_TRANSITION')}: ${SERVICE};%{NUMBER:nagios.log.period_from:int|nagios_unknown1};%{NUMBER:nagios.log.period_to:int|nagios_unknown2}`,
  NAGIOS_EC_SCHEDULE_HOST_DOWNTIME: raw`${type('NAGIOS_TYPE_EXTERNAL_COMMAND')}: %{NAGIOS_EC_SCHEDULE:nagios.log.command|nagios_command};${HOST};%{NUMBER:nagios.log.start_time|nagios_start_time};%{NUMBER:nagios.log.end_time|nagios_end_time};%{NAGIOS_PART:nagios.log.fixed|nagios_fixed};%{NAGIOS_PART:nagios.log.trigger_id|nagios_trigger_id};%{INT:nagios.log.duration:int|nagios_duration};%{NAGIOS_PART:user.name|author};%{NAGIOS_PART:nagios.log.comment|comment}`,
  NAGIOS_EC_SCHEDULE: 'SCHEDULE_HOST_DOWNTIME',
  NAGIOS_EC_HOST_COMMAND: raw`${type('NAGIOS_TYPE_EXTERNAL_COMMAND')}: %{NAGIOS_EC_HOST_WORDS:nagios.log.command|nagios_command};${HOST}`,
  NAGIOS_EC_HOST_WORDS: raw`(?:EN|DIS)ABLE_HOST_(?:SVC_)?(?:CHECK|NOTIFICATIONS)`,
  NAGIOS_EC_SVC_COMMAND: raw`${type('NAGIOS_TYPE_EXTERNAL_COMMAND')}: %{NAGIOS_EC_SVC_WORDS:nagios.log.command|nagios_command};${HOST};${SERVICE}`,
  NAGIOS_EC_SVC_WORDS: raw`(?:EN|DIS)ABLE_SVC_(?:CHECK|NOTIFICATIONS)`,
  NAGIOS_EC_CHECK_RESULT: raw`${type('NAGIOS_TYPE_EXTERNAL_COMMAND')}: %{NAGIOS_EC_CHECK_WORDS:nagios.log.command|nagios_command};${HOST};(?:${SERVICE};)?%{INT:service.state|nagios_check_result};${MESSAGE}`,
  NAGIOS_EC_CHECK_WORDS: raw`PROCESS_(?:SERVICE|HOST)_CHECK_RESULT`,
  NAGIOS_WARNING: raw`Warning: +${MESSAGE}`,

  NAGIOSLOGLINE: raw`%{NAGIOSTIME} (?:%{NAGIOS_WARNING}|%{NAGIOS_CURRENT_SERVICE_STATE}|%{NAGIOS_CURRENT_HOST_STATE}|%{NAGIOS_SERVICE_NOTIFICATION}|%{NAGIOS_HOST_NOTIFICATION}|%{NAGIOS_SERVICE_ALERT}|%{NAGIOS_HOST_ALERT}|%{NAGIOS_SERVICE_FLAPPING_ALERT}|%{NAGIOS_HOST_FLAPPING_ALERT}|%{NAGIOS_SERVICE_DOWNTIME_ALERT}|%{NAGIOS_HOST_DOWNTIME_ALERT}|%{NAGIOS_PASSIVE_SERVICE_CHECK}|%{NAGIOS_PASSIVE_HOST_CHECK}|%{NAGIOS_SERVICE_EVENT_HANDLER}|%{NAGIOS_HOST_EVENT_HANDLER}|%{NAGIOS_TIMEPERIOD_TRANSITION}|%{NAGIOS_EC_SCHEDULE_HOST_DOWNTIME}|%{NAGIOS_EC_HOST_COMMAND}|%{NAGIOS_EC_SVC_COMMAND}|%{NAGIOS_EC_CHECK_RESULT})`,
};
