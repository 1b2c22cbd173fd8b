import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE, Problem } from './problem.js';

/** Documents the problems of an operation: what each status means there. */
export function ApiProblems(meanings: Readonly<Record<number, string>>): MethodDecorator & ClassDecorator {
  const responses = Object.entries(meanings).map(([status, description]) =>
    ApiResponse({
      status: Number(status),
      description,
      content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } },
    }),
  );
  return applyDecorators(ApiExtraModels(Problem), ...responses);
}
