import { Controller, HttpCode, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { MAX_ROWS, STREAMED_BODY } from './batch-body.js';
import { NdjsonStream } from '../../http/streaming/ndjson-stream.js';
import { AcceptsQuery } from '../../http/routing/no-query.guard.js';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { invalid } from '../../http/validation/strict-validation.pipe.js';
import { ApiTakeBatch } from './batch.openapi.js';
import { type RowOutcome, RowResult } from './batch-outcome.js';
import { lineToBatchRow, toBatchRows } from './batch-row.js';
import { BatchQueryDto, OnError } from './batch-query.dto.js';
import { toBatchResultDto, toRowResultDto } from './batch-result.dto.js';
import { BatchService } from './batch.service.js';

export const BATCH_PATH = '/orders/batch';

@ApiTags('orders')
@ApiProblems({ 400: 'The request is not valid.', 500: 'Something went wrong on our side.' })
@Controller(BATCH_PATH)
export class BatchController {
  constructor(
    private readonly batches: BatchService,
    private readonly lines: NdjsonStream,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @AcceptsQuery()
  @ApiTakeBatch()
  async take(
    @Query() { on_error: onError }: BatchQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (request.body === STREAMED_BODY) await this.takeLines(request, response, onError);
    else response.json(toBatchResultDto(await this.takeArray(request.body, onError)));
  }

  private async takeArray(body: unknown, onError: OnError = OnError.RejectAll): Promise<RowOutcome[]> {
    if (!isBatch(body)) throw invalid([{ pointer: '', detail: `must be a list of 1 to ${MAX_ROWS} orders` }]);
    const rows = await toBatchRows(body);
    if (onError === OnError.RejectAll) return this.batches.takeAll(rows);
    const outcomes = await this.batches.takeEach(rows);
    throwIfAllUnavailable(outcomes);
    return outcomes;
  }

  private async takeLines(
    request: Request,
    response: Response,
    onError: OnError = OnError.RejectFailedRows,
  ): Promise<void> {
    if (onError !== OnError.RejectFailedRows) {
      const detail = `must be ${OnError.RejectFailedRows} for a stream, which is stored row by row`;
      throw invalid([{ pointer: '/on_error', detail }]);
    }
    let row = 0;
    await this.lines.run(request, response, async (lines) => {
      const first = row;
      row += lines.length;
      const outcomes = await this.batches.takeStreamed(lines.map(lineToBatchRow));
      return outcomes.map((outcome, index) => toRowResultDto(outcome, first + index));
    });
  }
}

function isBatch(body: unknown): body is readonly unknown[] {
  return Array.isArray(body) && body.length > 0 && body.length <= MAX_ROWS;
}

/** If all valid rows are unavailable, the request fails like a single order. @throws the error of the first valid row */
function throwIfAllUnavailable(outcomes: readonly RowOutcome[]): void {
  const valid = outcomes.filter(({ result }) => result !== RowResult.Invalid);
  const [first] = valid;
  if (first?.error && valid.every(({ result }) => result === RowResult.Unavailable)) throw first.error;
}
