import { Injectable, type PipeTransform } from '@nestjs/common';
import { invalid } from '../../http/validation/strict-validation.pipe.js';
import { ORDER_ID_RULE, isOrderId } from '../domain/order-id.js';

/** Validates an order id from a path. */
@Injectable()
export class OrderIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isOrderId(value)) throw invalid([{ pointer: '/order_id', detail: ORDER_ID_RULE }]);
    return value;
  }
}
