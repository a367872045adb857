import type * as Swagger from '@nestjs/swagger';

type Library = typeof Swagger;

const pending: ((library: Library) => void)[] = [];

/**
 * Adds a decorator of @nestjs/swagger once the OpenAPI document is made: the library is more than five hundred modules,
 * which a gateway that shows no documentation need not load.
 */
export function Documented(decorator: (library: Library) => MethodDecorator): MethodDecorator {
  return (target, name, descriptor) => {
    pending.push((library) => {
      decorator(library)(target, name, descriptor);
    });
  };
}

/** A property of a request class, as the OpenAPI document describes it. */
export function ApiProperty(options: Swagger.ApiPropertyOptions): PropertyDecorator {
  return (target, name) => {
    pending.push((library) => {
      library.ApiProperty(options)(target, name);
    });
  };
}

/** Loads the library, and gives it what was declared since the last call. */
export async function documentedLibrary(): Promise<Library> {
  const library = await import('@nestjs/swagger');
  for (const add of pending.splice(0)) add(library);
  return library;
}
