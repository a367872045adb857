// What Stryker does not mutate: texts for people and logs, which specs could only copy; and the schemas of the API
// document, which test/the-api-describes-itself.spec.ts and test/answers-fit-the-document.spec.ts compare with answers.

/** Calls whose arguments are texts. */
const WORDED = /^(this\.)?(logger|log)\.(debug|log|warn|error|info)$/;
const ERRORS = /Error$|Unavailable$/;

function nameOf(node) {
  if (node?.type === 'Identifier') return node.name;
  if (node?.type === 'ThisExpression') return 'this';
  if (node?.type === 'MemberExpression') return `${nameOf(node.object)}.${nameOf(node.property)}`;
  return '';
}

/** Calls that describe a part of the API document. */
const SCHEMA = /^(Type\.\w+|oneOf|property|actionSchema|time|Describe\w+)$/;

/** Members that are texts: of a metric, a field of a form, a rule, and a part of the overrides file. */
const TEXTS = /^(help|label|hint|description|example|message|must)$/;

const isText = ({ type }) => type === 'StringLiteral' || type === 'TemplateLiteral';

/** @returns why the node is not mutated; undefined if it is mutated */
function shouldIgnore({ node, parent }) {
  if (parent === undefined) return undefined;
  const call = node.type === 'ExpressionStatement' ? node.expression : node;
  if (call.type === 'CallExpression' && WORDED.test(nameOf(call.callee))) return 'what is logged';
  if (call.type === 'CallExpression' && SCHEMA.test(nameOf(call.callee)))
    return 'a schema of the API document';
  if (!isText(node)) return undefined;
  if (parent.type === 'NewExpression' && ERRORS.test(nameOf(parent.callee))) return 'the text of an error';
  if (parent.type === 'NewExpression' && nameOf(parent.callee) === 'Logger') return 'the name of a logger';
  if (parent.type === 'ObjectProperty' && TEXTS.test(nameOf(parent.key))) return 'a text for a person';
  if (parent.type === 'CallExpression' && /^(rule|object)$/.test(nameOf(parent.callee)))
    return 'the text of a rule or of a part of a file';
  if (parent.type === 'ClassProperty' && nameOf(parent.key) === 'name') return 'the name of an error';
  return undefined;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: { shouldIgnore } }];
