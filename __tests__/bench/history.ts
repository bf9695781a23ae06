import { randomUUID } from "node:crypto";
import { classify } from "./built.js";
import { deliver } from "./delivery.js";
import { type Place, execute, inboxAt, isPostgres } from "./places.js";

const ID = randomUUID();
const NUMBER = "7575449511";
const NUMBERS = `ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=1${NUMBER}`;
const receipt = (status: string) =>
  `DeliveryReceipt=1&MessageID=${ID}&${NUMBERS}&DeliveryReceiptMessage=sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1209281334 done date:1209281334 stat:${status} err:003 text:&Code=003`;
/** What the vendor posts of a message that is answered. */
const SAMPLE = [
  `SMSSent=1&MessageID=${ID}&${NUMBERS}&SentTime=5%2f8%2f2010+2%3a42%3a36+AM`,
  receipt("DELIVERED TO CARRIER"),
  receipt("DELIVRD"),
  `SMSResponse=1&MessageID=${ID.replace(/^.{8}/, "5f60c550")}&MatchedMessageID=${ID}&ReferenceID=&FromPhoneNumber=1${NUMBER}&ToPhoneNumber=17575449510&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test`,
];

/** Fills an empty store with what was delivered in a month, without going through the library. */
export async function fillWithHistory(place: Place, count: number): Promise<void> {
  const inbox = inboxAt(place);
  await inbox.record(SAMPLE.map((body) => classify(body)));
  while ((await deliver(inbox)) > 0);
  await inbox.close();
  await execute(place, isPostgres(place) ? postgresHistory(count / SAMPLE.length) : sqliteHistory(count / SAMPLE.length));
  if (isPostgres(place)) await execute(place, "vacuum analyze cdyne_postback.content, cdyne_postback.delivery");
  else await execute(place, "pragma optimize; pragma wal_checkpoint(truncate)");
}

const COPIED = ["type", "account", "source", "at"];
/** What is of each message alone. */
const OWN = ["key", "subject", "from_number", "to_number", "raw"];
const OWN_JSON = ["fields", "event"];
const CONTENT = ["received_at", ...COPIED, ...OWN, ...OWN_JSON];
/** How the delivery of each went. */
const DELIVERY = ["state", "attempts", "claim", "handled"];

/** A text of the sample as another message has it. */
function own(text: string): string {
  return `replace(replace(${text}, '${ID.slice(8)}', id), '${NUMBER}', number)`;
}

function postgresHistory(messages: number): string {
  const values = [...COPIED, ...OWN.map(own), ...OWN_JSON.map((column) => `${own(`${column}::text`)}::jsonb`)];
  return `
    set search_path = cdyne_postback;
    insert into content (${CONTENT.join(", ")})
    select now() - (${messages} - message) * (interval '30 days' / ${messages}), ${values.join(", ")}
    from (
      select message, substr(gen_random_uuid()::text, 9) as id, (2e9 + floor(random() * 7e9))::bigint::text as number
      from generate_series(1, ${messages}) as message
    ) as messages cross join (select * from content order by seq) as sample;
    insert into delivery (seq, received_at, line, ${DELIVERY.join(", ")})
    select seq, received_at, coalesce(subject, key), ${DELIVERY.map((column) => `sample.${column}`).join(", ")}
    from content cross join (select ${DELIVERY.join(", ")} from delivery limit 1) as sample
    where seq > ${SAMPLE.length}`;
}

function sqliteHistory(messages: number): string {
  const values = [...COPIED, ...DELIVERY, ...OWN.map(own), own("line"), ...OWN_JSON.map(own)];
  return `
    pragma cache_size = -1000000;
    with recursive numbers (message) as (select 1 union all select message + 1 from numbers where message < ${messages}),
    messages as materialized (
      select message, cast(2000000000 + abs(random() % 7000000000) as text) as number,
        printf('-%s-%s-%s-%s', lower(hex(randomblob(2))), lower(hex(randomblob(2))), lower(hex(randomblob(2))), lower(hex(randomblob(6)))) as id
      from numbers
    )
    insert into postback (received_at, ${[...COPIED, ...DELIVERY, ...OWN, "line", ...OWN_JSON].join(", ")})
    select strftime('%Y-%m-%dT%H:%M:%fZ', 'now', printf('-%f seconds', (${messages} - message) * (30 * 86400.0 / ${messages}))), ${values.join(", ")}
    from messages cross join (select * from postback order by seq) as sample`;
}
