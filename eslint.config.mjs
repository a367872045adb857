import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

export default tseslint.config(
  // A peer has its own packages, which are installed only for measuring.
  {
    ignores: [
      '**/dist',
      'coverage',
      'node_modules',
      'data',
      'reports',
      '.stryker-tmp',
      'bench/peers',
      'scripts/ci/clients',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, prettier],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off', // Nest reads constructor types at run time
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // A statement of SQL is a tagged template.
      '@typescript-eslint/no-unused-expressions': ['error', { allowTaggedTemplates: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Options of libraries are plain objects; TypeScript checks their shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 250, skipBlankLines: false }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // Tables are as long as what they list.
    files: [
      'src/errors/catalogue.ts',
      'src/config/variables.ts',
      'src/**/*.outcomes.ts',
      'test/fixtures/*.ts',
      'clients/typescript/src/document.ts',
      'web/src/texts/*.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
);
