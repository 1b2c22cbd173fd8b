import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../../src/app.module.js';
import { ProcessingModule } from '../../../src/processing/processing.module.js';
import { OrderProcessor } from '../../../src/processing/processor/order-processor.js';

@Injectable()
class OwnProcessor extends OrderProcessor {
  override process(): Promise<void> {
    return Promise.resolve();
  }
}

describe('a processor of your own', () => {
  it('is named in the application, and takes the place of the simulation', async () => {
    const testing = await Test.createTestingModule({ imports: [AppModule] })
      .overrideModule(ProcessingModule)
      .useModule(ProcessingModule.forRoot({ processor: OwnProcessor }))
      .compile();
    expect(testing.get(OrderProcessor)).toBeInstanceOf(OwnProcessor);
    await testing.close();
  });
});
