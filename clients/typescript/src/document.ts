// Made by scripts/types.mjs from the OpenAPI document: do not edit.

export interface paths {
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the process runs
     * @description For the liveness probe: 200 also while the process drains.
     */
    get: operations['checkLiveness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether it accepts traffic
     * @description For the readiness probe: its dependencies work, and it is not draining.
     */
    get: operations['checkReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/startup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether it has started
     * @description For the startup probe.
     */
    get: operations['checkStartup'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Start or resume the onboarding of a customer
     * @description Looks the customer up. There is one onboarding for each agent, product and mobile number: a later start resumes it, under the same id.
     */
    post: operations['startOnboarding'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The stored onboarding
     * @description Reads the store only: makes no call to Eko, and changes nothing.
     */
    get: operations['getOnboarding'];
    put?: never;
    post?: never;
    /**
     * Erase the data of the customer
     * @description At the customer's request. No later request finds the onboarding; a later start creates a new one, and no Idempotency-Key that was used on it leads to another call to Eko.
     */
    delete: operations['eraseOnboarding'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}/aadhaar': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send the Aadhaar OTP
     * @description With the consent of the customer, UIDAI sends an OTP to the mobile number that is linked to the Aadhaar number.
     */
    post: operations['submitAadhaar'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}/otp': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Resend the mobile OTP
     * @description Not before `availableAt` of the action; the number of OTPs in an hour is limited.
     */
    post: operations['resendOtp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}/otp/verification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Verify the pending OTP, whichever it is
     * @description The OTP of the mobile number, of Aadhaar or of the eKYC request: `otp.purpose` states which.
     */
    post: operations['verifyOtp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}/pan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Submit the PAN
     * @description The last step of the products that have it.
     */
    post: operations['submitPan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Look the customer up
     * @description Also reconciles a step whose outcome is unknown.
     */
    post: operations['refreshOnboarding'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/{product}/onboardings/{id}/registration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Register the customer
     * @description Sends name, date of birth and address. Most products then send the customer an OTP.
     */
    post: operations['registerCustomer'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dmt-fino/onboardings/{id}/biometric': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Submit the fingerprint
     * @description The PID block of an RD service, with the consent of the customer. An eKYC OTP follows.
     */
    post: operations['submitBiometric'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ppi-digikhata/onboardings/{id}/consent': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What to show or play before Aadhaar
     * @description The text of the notice, and where there is one the address of its recording.
     */
    get: operations['getConsentText'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ppi-digikhata/onboardings/{id}/consent/languages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The languages of the notice
     * @description One of them is `consent.language` of the Aadhaar step.
     */
    get: operations['listConsentLanguages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/products': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The products, their steps and states
     * @description What customers can be onboarded for. It changes with a release only.
     */
    get: operations['listProducts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AadhaarRequest: {
      /**
       * Aadhaar number
       * Format: password
       * @description The Aadhaar number of twelve digits
       * @example 999941057058
       */
      aadhaarNumber: string;
      /** @description The consent to use the Aadhaar number */
      consent: components['schemas']['ConsentRequest'];
    };
    AddressRequest: {
      /**
       * Area
       * @description Part of the city
       * @example Palasia
       */
      area?: string;
      /**
       * City or village
       * @description City or village
       * @example Indore
       */
      city: string;
      /**
       * District
       * @description District
       * @example Indore
       */
      district: string;
      /**
       * House and street
       * @description House number, house and street
       * @example 12 Gita Bhavan
       */
      line: string;
      /**
       * Pincode
       * @description Postal code of six digits
       * @example 452001
       */
      pincode: string;
      /**
       * State
       * @description State
       * @example Madhya Pradesh
       */
      state: string;
    };
    BiometricRequest: {
      /**
       * Aadhaar number
       * Format: password
       * @description The Aadhaar number of twelve digits
       * @example 999941057058
       */
      aadhaarNumber: string;
      /** @description The consent to use the Aadhaar number */
      consent: components['schemas']['ConsentRequest'];
      /**
       * Fingerprint
       * Format: password
       * @description The PID block as the RD service returns it: XML
       * @example <PidData><Resp errCode="0" /><Data type="X">…</Data></PidData>
       */
      pidData: string;
    };
    /** @description A language */
    ConsentLanguage: {
      /**
       * @description BCP 47 tag
       * @example hi
       */
      language: string;
      /**
       * @description Its name in English
       * @example Hindi
       */
      name: string;
    };
    /** @description The languages of the consent notice */
    ConsentLanguages: {
      /** @description The available languages */
      languages: components['schemas']['ConsentLanguage'][];
    };
    ConsentRequest: {
      /**
       * The customer agrees
       * @description Whether the customer agreed; false is answered with CONSENT_REQUIRED
       * @example true
       */
      given: boolean;
      /**
       * Language of the notice
       * @description BCP 47 tag of the language of the notice
       * @example en
       */
      language: string;
      /**
       * Version of the notice
       * @description Version of the notice that was shown
       * @example 2026-01
       */
      noticeVersion: string;
    };
    /** @description The notice to show or play to the customer before Aadhaar */
    ConsentText: {
      /**
       * Format: uri
       * @description The address of the spoken notice
       */
      audioUrl?: string;
      /**
       * @description BCP 47 tag of the language of the notice
       * @example en
       */
      language: string;
      /** @description The short statement of the consent */
      statement?: string;
      /** @description The full notice */
      text: string;
    };
    /** @description The known facts of a customer */
    Customer: {
      /** @description The balance of the wallet */
      balance?: components['schemas']['Money'];
      /** @description How far the identity is verified */
      kyc?: components['schemas']['KycLevel'];
      /** @description How much the customer may send */
      limits?: components['schemas']['CustomerLimits'];
      /**
       * @description The mobile number, masked
       * @example ******4444
       */
      mobile: string;
      /** @description The name, as registered at the service */
      name?: string;
    };
    /** @description How much a customer may send */
    CustomerLimits: {
      /** @description The amount that may be sent in a month */
      monthlyTotal?: components['schemas']['Money'];
      /** @description The amount that may still be sent this month */
      remaining?: components['schemas']['Money'];
      /** @description The amount that cannot be used at present */
      unavailable?: components['schemas']['Money'];
      /** @description The amount that was sent this month */
      used?: components['schemas']['Money'];
    };
    /** @description Whether one dependency can serve */
    DependencyHealth: {
      /**
       * @description Whether it can serve
       * @enum {string}
       */
      status: 'up' | 'down';
    };
    EmptyRequest: Record<string, never>;
    /** @description A field that is not valid */
    FieldError: {
      /** @description Property of the body; nested objects by dotted names */
      field: string;
      /** @description What it must be, in English */
      message: string;
    };
    /** @description The answer to a probe of the orchestrator */
    Health: {
      /** @description All dependencies */
      details: {
        [key: string]: components['schemas']['DependencyHealth'];
      };
      /** @description Dependencies that cannot */
      error?: {
        [key: string]: components['schemas']['DependencyHealth'];
      };
      /** @description Dependencies that can serve, by name */
      info?: {
        [key: string]: components['schemas']['DependencyHealth'];
      };
      /**
       * @description ok: yes; anything else: no
       * @enum {string}
       */
      status: 'ok' | 'error' | 'shutting_down';
    };
    /**
     * @description How far the identity of a customer is verified
     * @enum {string}
     */
    KycLevel: 'NONE' | 'PENDING' | 'PARTIAL' | 'FULL';
    /** @description An amount of money */
    Money: {
      /**
       * @description A decimal with two digits after the point
       * @example 5287.00
       */
      amount: string;
      /**
       * @description The currency: Indian rupees
       * @enum {string}
       */
      currency: 'INR';
    };
    /** @description The onboarding of one customer for one product */
    Onboarding: {
      /** @description The actions that may be taken instead of nextAction */
      alternatives: components['schemas']['OnboardingAction'][];
      /** @description The reference of the call that led to this state: quote it to support */
      clientRefId: string;
      /**
       * Format: date-time
       * @description When the onboarding was started
       */
      createdAt: string;
      /** @description The known facts of the customer */
      customer: components['schemas']['Customer'];
      /** @description The id of the onboarding, as in its addresses */
      id: string;
      /** @description The action to take next; null once the onboarding is completed or rejected */
      nextAction: components['schemas']['OnboardingAction'] | null;
      /** @description The pending OTP; absent if there is none */
      otp?: components['schemas']['PendingOtp'];
      /** @description What the customer is onboarded for */
      product: components['schemas']['Product'];
      /** @description true if the reply to this step was lost, and a look-up found the state */
      reconciled?: boolean;
      /** @description The state of the onboarding */
      state: components['schemas']['OnboardingState'];
      /** @description All steps of the product, in the order of the journey */
      steps: components['schemas']['StepProgress'][];
      /**
       * Format: date-time
       * @description When the onboarding last changed
       */
      updatedAt: string;
      /** @description The number of the version; each change adds one */
      version: number;
    };
    /** @description An action to take, with its request */
    OnboardingAction: {
      /**
       * @description The action
       * @enum {string}
       */
      action:
        | 'REGISTER'
        | 'VERIFY_OTP'
        | 'RESEND_OTP'
        | 'SUBMIT_AADHAAR'
        | 'SUBMIT_BIOMETRIC'
        | 'SUBMIT_PAN'
        | 'REFRESH';
      /**
       * Format: date-time
       * @description The earliest time for the request; only where it replaces the pending OTP by a new one
       */
      availableAt?: string;
      /** @description The fields of the body; none: an empty object */
      fields: components['schemas']['OnboardingField'][];
      /**
       * Format: uri-reference
       * @description The address to send the request to
       */
      href: string;
      /**
       * @description The HTTP method of the request
       * @enum {string}
       */
      method: 'POST';
      /** @description The same form as JSON Schema 2020-12 of the body, for libraries that draw forms; absent if there are no fields */
      schema?: {
        [key: string]: unknown;
      };
    };
    /** @description A field to ask the customer or the agent for */
    OnboardingField: {
      /**
       * @description The value of the HTML attribute `autocomplete`
       * @example one-time-code
       */
      autocomplete?: string;
      /**
       * @description A date as YYYY-MM-DD, or an XML document
       * @enum {string}
       */
      format?: 'date' | 'xml';
      /** @description What to enter, in English; translate it by `name` */
      hint?: string;
      /**
       * @description The value of the HTML attribute `inputmode`
       * @example numeric
       */
      inputMode?: string;
      /** @description The name of the input, in English; translate it by `name` */
      label: string;
      /**
       * Format: date
       * @description The latest date: that of the youngest allowed age
       */
      max?: string;
      /** @description The maximum number of characters */
      maxLength?: number;
      /**
       * Format: date
       * @description The earliest date
       */
      min?: string;
      /** @description The minimum number of characters */
      minLength?: number;
      /** @description The property of the body; nested objects by dotted names */
      name: string;
      /** @description The values to choose from, as strings; for a boolean "true" or "false" */
      options?: string[];
      /** @description Regular expression that the value must match */
      pattern?: string;
      /** @description Whether the body must contain it */
      required: boolean;
      /** @description Whether the client must not keep, log or show the value after sending it */
      sensitive: boolean;
      /**
       * @description The type of the value
       * @enum {string}
       */
      type: 'string' | 'boolean';
    };
    /**
     * @description The state of an onboarding
     * @enum {string}
     */
    OnboardingState:
      | 'NOT_REGISTERED'
      | 'OTP_PENDING'
      | 'AADHAAR_PENDING'
      | 'AADHAAR_OTP_PENDING'
      | 'BIOMETRIC_PENDING'
      | 'EKYC_OTP_PENDING'
      | 'PAN_PENDING'
      | 'COMPLETED'
      | 'REJECTED'
      | 'OUTCOME_UNKNOWN';
    /**
     * @description What an OTP proves: control of the mobile, of the mobile linked to Aadhaar, or of the eKYC request
     * @enum {string}
     */
    OtpPurpose: 'MOBILE' | 'AADHAAR' | 'EKYC';
    OtpRequest: {
      /**
       * OTP
       * Format: password
       * @description The digits, as the customer reads them out
       * @example 012345
       */
      otp: string;
    };
    PanRequest: {
      /**
       * PAN
       * Format: password
       * @description The permanent account number
       * @example ABCDE1234F
       */
      pan: string;
    };
    /** @description An OTP that is pending */
    PendingOtp: {
      /** @description The number of attempts left */
      attemptsLeft: number;
      /** @description What the OTP proves */
      purpose: components['schemas']['OtpPurpose'];
      /**
       * Format: date-time
       * @description The earliest time for requesting another OTP
       */
      resendAvailableAt: string;
      /**
       * @description The masked number that it was sent to, if known
       * @example ******4444
       */
      sentTo?: string;
    };
    /** @description Why a request failed, and what to do (RFC 9457) */
    Problem: {
      /** @description The reference of the call that failed: quote it to support */
      clientRefId?: string;
      /** @description The kind of problem, for the app */
      code: components['schemas']['ProblemCode'];
      /** @description What happened and what to do, for a person */
      detail: string;
      /** @description The fields that are not valid */
      errors?: components['schemas']['FieldError'][];
      /** @description The current onboarding */
      onboarding?: components['schemas']['Onboarding'];
      /** @description What must be completed before this step */
      prerequisite?: components['schemas']['StartAction'];
      /** @description The X-Request-Id of the answer: quote it to support */
      requestId: string;
      /** @description What the app does with the request and its Idempotency-Key */
      retry: components['schemas']['Retry'];
      /** @description The seconds to wait before the request is repeated */
      retryAfterSeconds?: number;
      /** @description The HTTP status */
      status: number;
      /** @description What went wrong, in a few words of English */
      title: string;
      /**
       * Format: uri-reference
       * @description The page that explains the code
       * @example /problems/otp-incorrect
       */
      type: string;
    };
    /**
     * @description The kind of problem; /problems/{name} explains each code
     * @enum {string}
     */
    ProblemCode:
      | 'MALFORMED_REQUEST'
      | 'VALIDATION_FAILED'
      | 'IDEMPOTENCY_KEY_MISSING'
      | 'UNAUTHENTICATED'
      | 'FORBIDDEN'
      | 'ROUTE_NOT_FOUND'
      | 'STEP_NOT_FOUND'
      | 'ONBOARDING_NOT_FOUND'
      | 'METHOD_NOT_ALLOWED'
      | 'REQUEST_TIMEOUT'
      | 'STEP_NOT_ALLOWED'
      | 'STEP_IN_PROGRESS'
      | 'WALLET_SESSION_EXPIRED'
      | 'CUSTOMER_ACCOUNT_REQUIRED'
      | 'AGENT_BALANCE_INSUFFICIENT'
      | 'PAYLOAD_TOO_LARGE'
      | 'URI_TOO_LONG'
      | 'UNSUPPORTED_MEDIA_TYPE'
      | 'HEADERS_TOO_LARGE'
      | 'IDEMPOTENCY_KEY_REUSED'
      | 'OTP_INCORRECT'
      | 'OTP_EXPIRED'
      | 'AADHAAR_REJECTED'
      | 'BIOMETRIC_REJECTED'
      | 'PAN_REJECTED'
      | 'CUSTOMER_DETAILS_REJECTED'
      | 'CONSENT_REQUIRED'
      | 'LIMIT_EXHAUSTED'
      | 'OTP_ATTEMPTS_EXHAUSTED'
      | 'OTP_SENDS_EXHAUSTED'
      | 'RATE_LIMITED'
      | 'INTERNAL_ERROR'
      | 'UPSTREAM_UNRECOGNIZED'
      | 'UPSTREAM_REJECTED_REQUEST'
      | 'UPSTREAM_CREDENTIALS_REJECTED'
      | 'UPSTREAM_INVALID_REPLY'
      | 'UPSTREAM_UNAVAILABLE'
      | 'STORE_UNAVAILABLE'
      | 'OVERLOADED'
      | 'AADHAAR_SERVICE_UNAVAILABLE'
      | 'OUTCOME_UNKNOWN';
    /**
     * @description A product that customers are onboarded for
     * @enum {string}
     */
    Product: 'customer-account' | 'dmt-fino' | 'ppi-digikhata' | 'ppi-levin';
    /** @description A product and its journey */
    ProductJourney: {
      /** @description Its name, as addresses have it */
      product: components['schemas']['Product'];
      /** @description The states its onboardings can show */
      states: components['schemas']['OnboardingState'][];
      /** @description Its steps, in the order of the journey */
      steps: components['schemas']['StepName'][];
    };
    /** @description What customers can be onboarded for */
    Products: {
      /** @description All products */
      products: components['schemas']['ProductJourney'][];
    };
    RegistrationRequest: {
      /** @description The customer's address */
      address: components['schemas']['AddressRequest'];
      /**
       * Date of birth
       * Format: date
       * @description Day of birth, as YYYY-MM-DD, not before 1900-01-01
       * @example 1990-05-15
       */
      dateOfBirth: string;
      /**
       * Full name
       * @description Full name, as on the identity document
       * @example Karan Garg
       */
      name: string;
    };
    /**
     * @description SAME_KEY: Send the same request again, with the same Idempotency-Key if it had one. If there is a Retry-After, wait for that time first.
     *     NEW_KEY: When the user tries again, that is a new intent: use a new Idempotency-Key.
     *     NONE: Do not repeat the request. Follow "nextAction" of the onboarding, if there is one.
     * @enum {string}
     */
    Retry: 'SAME_KEY' | 'NEW_KEY' | 'NONE';
    /** @description Start the onboarding of a product */
    StartAction: {
      /**
       * @description The action
       * @enum {string}
       */
      action: 'START';
      /** @description The fields of the body; none: an empty object */
      fields: components['schemas']['OnboardingField'][];
      /**
       * Format: uri-reference
       * @description The address to send the request to
       */
      href: string;
      /**
       * @description The HTTP method of the request
       * @enum {string}
       */
      method: 'POST';
      /** @description The same form as JSON Schema 2020-12 of the body, for libraries that draw forms; absent if there are no fields */
      schema?: {
        [key: string]: unknown;
      };
    };
    StartRequest: {
      /**
       * Mobile number
       * @description The customer's mobile number
       * @example 9876543210
       */
      mobile: string;
    };
    /**
     * @description A step of a journey
     * @enum {string}
     */
    StepName: 'REGISTRATION' | 'MOBILE_OTP' | 'AADHAAR' | 'AADHAAR_OTP' | 'BIOMETRIC' | 'EKYC_OTP' | 'PAN';
    /** @description The progress of a step */
    StepProgress: {
      /**
       * @description Whether the step is done, is due, or follows later
       * @enum {string}
       */
      status: 'done' | 'active' | 'pending';
      /** @description The step */
      step: components['schemas']['StepName'];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: {
    /**
     * @description The methods that the address accepts
     * @example GET
     */
    Allow: string;
    /**
     * @description `true` if this is the stored answer of an earlier request with the same Idempotency-Key
     * @example true
     */
    'Idempotency-Replayed': 'true';
    /** @description The address of the new onboarding */
    Location: string;
    /**
     * @description The number of requests that the agent has left (`r`), and the seconds until the quota is full (`t`); draft-ietf-httpapi-ratelimit-headers
     * @example "requests";r=119;t=1
     */
    RateLimit: string;
    /**
     * @description The quota of requests of an agent (`q`) in a number of seconds (`w`)
     * @example "requests";q=120;w=60
     */
    'RateLimit-Policy': string;
    /**
     * @description The seconds to wait before the request is repeated; the same as `retryAfterSeconds`
     * @example 1
     */
    'Retry-After': number;
    /**
     * @description The kind of token that is missing, or the scope that it lacks (RFC 6750)
     * @example Bearer
     */
    'WWW-Authenticate': string;
    /**
     * @description The id of the request, in every answer: quote it to support
     * @example 5f0c6f4e-1b7d-4a53-9d6c-2f0f4a1f7a10
     */
    'X-Request-Id': string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  checkLiveness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Yes */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
    };
  };
  checkReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Yes */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
    };
  };
  checkStartup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Yes */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
    };
  };
  startOnboarding: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StartRequest'];
      };
    };
    responses: {
      /** @description Resumed */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description Created */
      201: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          Location: components['headers']['Location'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOnboarding: {
    parameters: {
      query?: never;
      header?: {
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stored onboarding */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, ONBOARDING_NOT_FOUND, STEP_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description RATE_LIMITED */
      429: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STORE_UNAVAILABLE, OVERLOADED */
      503: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  eraseOnboarding: {
    parameters: {
      query?: never;
      header?: {
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Erased */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description MALFORMED_REQUEST */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_IN_PROGRESS */
      409: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description RATE_LIMITED */
      429: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STORE_UNAVAILABLE, OVERLOADED */
      503: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  submitAadhaar: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AadhaarRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resendOtp: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['EmptyRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  verifyOtp: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OtpRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  submitPan: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PanRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  refreshOnboarding: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['EmptyRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  registerCustomer: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
        /** @description What the customer is onboarded for */
        product: components['schemas']['Product'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RegistrationRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  submitBiometric: {
    parameters: {
      query?: never;
      header: {
        /** @description New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example. */
        'Idempotency-Key': string;
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BiometricRequest'];
      };
    };
    responses: {
      /** @description The onboarding after the step */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Onboarding'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED, IDEMPOTENCY_KEY_MISSING */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, STEP_NOT_FOUND, ONBOARDING_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STEP_NOT_ALLOWED, STEP_IN_PROGRESS, WALLET_SESSION_EXPIRED, CUSTOMER_ACCOUNT_REQUIRED, AGENT_BALANCE_INSUFFICIENT */
      409: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description PAYLOAD_TOO_LARGE */
      413: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNSUPPORTED_MEDIA_TYPE */
      415: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description IDEMPOTENCY_KEY_REUSED, OTP_INCORRECT, OTP_EXPIRED, AADHAAR_REJECTED, BIOMETRIC_REJECTED, PAN_REJECTED, CUSTOMER_DETAILS_REJECTED, CONSENT_REQUIRED, LIMIT_EXHAUSTED */
      422: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OTP_ATTEMPTS_EXHAUSTED, OTP_SENDS_EXHAUSTED, RATE_LIMITED */
      429: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED */
      502: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNAVAILABLE, STORE_UNAVAILABLE, OVERLOADED, AADHAAR_SERVICE_UNAVAILABLE */
      503: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description OUTCOME_UNKNOWN */
      504: {
        headers: {
          'Idempotency-Replayed': components['headers']['Idempotency-Replayed'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getConsentText: {
    parameters: {
      query: {
        /** @description BCP 47 tag */
        language: 'en' | 'bn' | 'gu' | 'hi' | 'kn' | 'ml' | 'mr' | 'or' | 'ta' | 'te' | 'ur' | 'as' | 'pa';
      };
      header?: {
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What to show or play before Aadhaar */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConsentText'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, ONBOARDING_NOT_FOUND, STEP_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description LIMIT_EXHAUSTED */
      422: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description RATE_LIMITED */
      429: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED, UPSTREAM_INVALID_REPLY */
      502: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STORE_UNAVAILABLE, OVERLOADED, UPSTREAM_UNAVAILABLE */
      503: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listConsentLanguages: {
    parameters: {
      query?: never;
      header?: {
        /** @description The seconds that the client waits for the answer, at least one, with at most three decimals */
        'Request-Timeout'?: string;
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path: {
        /**
         * @description The `id` of the onboarding
         * @example onb_S2Fyb24tR2FyZy1leGFtcGxl
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The languages of the notice */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConsentLanguages'];
        };
      };
      /** @description MALFORMED_REQUEST, VALIDATION_FAILED */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND, ONBOARDING_NOT_FOUND, STEP_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description LIMIT_EXHAUSTED */
      422: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description RATE_LIMITED */
      429: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UPSTREAM_UNRECOGNIZED, UPSTREAM_REJECTED_REQUEST, UPSTREAM_CREDENTIALS_REJECTED, UPSTREAM_INVALID_REPLY */
      502: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STORE_UNAVAILABLE, OVERLOADED, UPSTREAM_UNAVAILABLE */
      503: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listProducts: {
    parameters: {
      query?: never;
      header?: {
        /** @description The trace that the request belongs to (W3C Trace Context) */
        traceparent?: string;
        /** @description An id for logs and support; generated if it is absent */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The products, their steps and states */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Products'];
        };
      };
      /** @description MALFORMED_REQUEST */
      400: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description UNAUTHENTICATED */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description FORBIDDEN */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description ROUTE_NOT_FOUND */
      404: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description METHOD_NOT_ALLOWED */
      405: {
        headers: {
          Allow: components['headers']['Allow'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description REQUEST_TIMEOUT */
      408: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description URI_TOO_LONG */
      414: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description RATE_LIMITED */
      429: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description HEADERS_TOO_LARGE */
      431: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description INTERNAL_ERROR */
      500: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description STORE_UNAVAILABLE, OVERLOADED */
      503: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          'Retry-After': components['headers']['Retry-After'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
