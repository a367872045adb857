import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { policyFault, ROUTE_POLICY, type RoutePolicy } from './route-policy.js';

/** Prevents the start of the process unless every route of every controller declares its policy. */
@Injectable()
export class DeclaredPolicies implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error naming every route whose policy is missing or contradicts itself */
  onModuleInit(): void {
    const faults = this.discovery.getControllers().flatMap(({ metatype, name }) => {
      const prototype = metatype?.prototype as Record<string, unknown> | undefined;
      if (!prototype) return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .flatMap((method) => this.faultOf(String(name), method, prototype[method]) ?? []);
    });
    if (faults.length > 0) throw new Error(`Routes without a complete policy:\n${faults.join('\n')}`);
  }

  private faultOf(controller: string, method: string, handler: unknown): string | undefined {
    if (typeof handler !== 'function') return undefined;
    const path = this.reflector.get<string | undefined>(PATH_METADATA, handler as () => unknown);
    if (path === undefined) return undefined;
    const verb = this.reflector.get<RequestMethod>(METHOD_METADATA, handler as () => unknown);
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, handler as () => unknown);
    const fault = policyFault(policy, RequestMethod[verb]);
    return fault && `${controller}.${method} (${RequestMethod[verb]} ${path}): ${fault}`;
  }
}
