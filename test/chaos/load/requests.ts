/** One request of the workload: records with the numbers `first` to `first + count - 1`. */
export interface SentRequest {
  readonly first: number;
  readonly count: number;
  /** `/data/batch`, `/data/fast` or `/data/`. */
  readonly path: string;
  /** Its Idempotency-Key: it is sent again until it is answered. */
  readonly key: string | undefined;
  /** Milliseconds since the run began. */
  readonly sentAt: number;
  tries: number;
  /** When it was answered 2xx; from then on all of its records have to be there. */
  answeredAt: number | undefined;
}

/** What was sent and what of it was answered. Numbers are given out once, in ascending order, from 0. */
export class Requests {
  readonly all: SentRequest[] = [];
  /** Numbers given out. */
  sent = 0;
  /** Of them those answered 2xx. */
  answered = 0;
  /** Times that a request was sent once more with its key. */
  repeated = 0;

  /** @param now milliseconds since the run began */
  constructor(private readonly now: () => number) {}

  begin(path: string, count: number, key: string | undefined): SentRequest {
    const request = {
      ...{ first: this.sent, count, path, key, sentAt: this.now(), tries: 0, answeredAt: undefined },
    };
    this.sent += count;
    this.all.push(request);
    return request;
  }

  end(request: SentRequest): void {
    request.answeredAt = this.now();
    this.answered += request.count;
  }

  /** The request that a number was sent with; undefined for one that was never given out. */
  of(number: number): SentRequest | undefined {
    let [low, high] = [0, this.all.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const request = this.all[middle]!;
      if (number < request.first) high = middle - 1;
      else if (number >= request.first + request.count) low = middle + 1;
      else return request;
    }
    return undefined;
  }
}
