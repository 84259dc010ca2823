// SPDX-License-Identifier: MIT
#include "engine/template/expression_parser.h"

#include <algorithm>
#include <charconv>

#include "engine/template/registry.h"

namespace converge::templates {

namespace {
constexpr std::uint32_t greatest_height = 200;  // an evaluator's stack must bear it
}

ExpressionPtr ExpressionParser::make(Place place, Expression::Node node) {
  auto expression = std::make_unique<Expression>(Expression{place, std::move(node)});
  std::uint32_t height = 0;
  for_each_child(*expression, [&](const Expression& child) { height = std::max(height, child.height); });
  expression->height = height + 1;
  if (expression->height > greatest_height)
    throw PlacedFailure(place, "this expression is nested too deep", "give its parts names with {% set %}");
  return expression;
}

ExpressionPtr ExpressionParser::tuple_of(ExpressionPtr (ExpressionParser::*part)()) {
  const Place place = tokens_.place();
  ExpressionPtr first = (this->*part)();
  if (!tokens_.at_symbol(",")) return first;
  Display tuple{{}, Shape::tuple};
  tuple.items.push_back(std::move(first));
  while (tokens_.skip_symbol(",")) {
    if (tokens_.at(TokenType::output_end) || tokens_.at(TokenType::block_end) || tokens_.at_symbol(")")) break;
    tuple.items.push_back((this->*part)());
  }
  return make(place, std::move(tuple));
}

ExpressionPtr ExpressionParser::one() {
  if (++depth_ > 60) throw PlacedFailure(tokens_.place(), "brackets are nested too deep here");
  const Place place = tokens_.place();
  ExpressionPtr then = either();
  while (tokens_.skip_name("if")) {
    ExpressionPtr condition = either();
    ExpressionPtr otherwise = tokens_.skip_name("else") ? one() : nullptr;
    then = make(place, Conditional{std::move(then), std::move(condition), std::move(otherwise)});
  }
  --depth_;
  return then;
}

ExpressionPtr ExpressionParser::either() {
  ExpressionPtr left = both();
  for (Place place = tokens_.place(); tokens_.skip_name("or"); place = tokens_.place())
    left = make(place, Logic{LogicOperator::either, std::move(left), both()});
  return left;
}

ExpressionPtr ExpressionParser::both() {
  ExpressionPtr left = negation();
  for (Place place = tokens_.place(); tokens_.skip_name("and"); place = tokens_.place())
    left = make(place, Logic{LogicOperator::both, std::move(left), negation()});
  return left;
}

ExpressionPtr ExpressionParser::negation() {
  const Place place = tokens_.place();
  if (!tokens_.at_name("not")) return comparison();
  if (++depth_ > 60) throw PlacedFailure(place, "'not' is nested too deep here");
  tokens_.take();
  ExpressionPtr of = negation();
  --depth_;
  return make(place, Unary{UnaryOperator::negation, std::move(of)});
}

namespace {

std::optional<CompareOperator> compare_operator(TokenStream& tokens) {
  using enum CompareOperator;
  constexpr std::pair<std::string_view, CompareOperator> all[] = {
      {"==", equal}, {"!=", unequal}, {"<=", less_equal}, {">=", greater_equal}, {"<", less}, {">", greater}};
  for (const auto& [text, op] : all)
    if (tokens.skip_symbol(text)) return op;
  if (tokens.skip_name("in")) return in;
  if (!tokens.at_name("not") || tokens.peek(1).type != TokenType::name || tokens.peek(1).text != "in")
    return std::nullopt;
  tokens.take();
  tokens.take();
  return not_in;
}

}  // namespace

ExpressionPtr ExpressionParser::comparison() {
  const Place place = tokens_.place();
  Comparison out{sum(), {}};
  while (const auto op = compare_operator(tokens_)) out.rest.emplace_back(*op, sum());
  return out.rest.empty() ? std::move(out.first) : make(place, std::move(out));
}

ExpressionPtr ExpressionParser::sum() {
  ExpressionPtr left = concatenation();
  while (tokens_.at_symbol("+") || tokens_.at_symbol("-")) {
    const Token op = tokens_.take();
    const auto which = op.text == "+" ? BinaryOperator::add : BinaryOperator::subtract;
    left = make(op.place, Binary{which, std::move(left), concatenation()});
  }
  return left;
}

ExpressionPtr ExpressionParser::concatenation() {
  const Place place = tokens_.place();
  Concatenation out;
  do out.parts.push_back(product());
  while (tokens_.skip_symbol("~"));
  return out.parts.size() == 1 ? std::move(out.parts.front()) : make(place, std::move(out));
}

ExpressionPtr ExpressionParser::product() {
  ExpressionPtr left = power();
  while (true) {
    const Place place = tokens_.place();
    std::optional<BinaryOperator> op;
    if (tokens_.skip_symbol("*"))
      op = BinaryOperator::multiply;
    else if (tokens_.skip_symbol("/"))
      op = BinaryOperator::divide;
    else if (tokens_.skip_symbol("//"))
      op = BinaryOperator::floor_divide;
    else if (tokens_.skip_symbol("%"))
      op = BinaryOperator::modulo;
    if (!op) return left;
    left = make(place, Binary{*op, std::move(left), power()});
  }
}

ExpressionPtr ExpressionParser::power() {
  ExpressionPtr left = unary(Tail::filters);
  for (Place place = tokens_.place(); tokens_.skip_symbol("**"); place = tokens_.place())
    left = make(place, Binary{BinaryOperator::power, std::move(left), unary(Tail::filters)});
  return left;
}

ExpressionPtr ExpressionParser::unary(Tail tail) {
  const Place place = tokens_.place();
  ExpressionPtr out;
  if (tokens_.at_symbol("-") || tokens_.at_symbol("+")) {
    if (++depth_ > 60) throw PlacedFailure(place, "signs are nested too deep here");
    const auto op = tokens_.take().text == "-" ? UnaryOperator::negative : UnaryOperator::positive;
    out = make(place, Unary{op, unary(Tail::none)});
    --depth_;
  } else {
    out = primary();
  }
  out = postfix(std::move(out));
  return tail == Tail::filters ? filters(std::move(out)) : std::move(out);
}

ExpressionPtr ExpressionParser::primary() {
  const Place place = tokens_.place();
  if (tokens_.at(TokenType::name)) return name_or_word();
  if (tokens_.at(TokenType::integer) || tokens_.at(TokenType::real)) return number();
  if (tokens_.at(TokenType::string)) {
    std::string text;
    while (tokens_.at(TokenType::string)) text += tokens_.take().text;
    return make(place, Literal{Operand::string(std::move(text))});
  }
  if (tokens_.at_symbol("(")) return parenthesis();
  if (tokens_.at_symbol("[")) return list_display();
  if (tokens_.at_symbol("{")) return map_display();
  tokens_.fail("expected a value");
}

ExpressionPtr ExpressionParser::name_or_word() {
  const Token token = tokens_.take();
  if (token.text == "true" || token.text == "True") return make(token.place, Literal{Operand::boolean(true)});
  if (token.text == "false" || token.text == "False") return make(token.place, Literal{Operand::boolean(false)});
  if (token.text == "none" || token.text == "None") return make(token.place, Literal{});
  if (is_reserved(token.text)) throw PlacedFailure(token.place, "expected a value, found " + quoted(token.text));
  return make(token.place, Name{token.text});
}

ExpressionPtr ExpressionParser::number() {
  const Token token = tokens_.take();
  std::string_view digits = token.text;
  if (token.type == TokenType::real) {
    double real = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
    if (error != std::errc{}) throw PlacedFailure(token.place, "this number is out of range");
    return make(token.place, Literal{Operand::real(real)});
  }
  int base = 10;
  if (digits.size() > 1 && digits[1] > '9') {
    base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2;
    digits.remove_prefix(2);
  }
  std::int64_t integer = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), integer, base);
  if (error == std::errc::result_out_of_range) throw PlacedFailure(token.place, "this number needs more than 64 bits");
  if (error != std::errc{} || stop != digits.data() + digits.size())
    throw PlacedFailure(token.place, "this is no number");
  return make(token.place, Literal{Operand::integer(integer)});
}

ExpressionPtr ExpressionParser::parenthesis() {
  const Place place = tokens_.take().place;
  if (tokens_.skip_symbol(")")) return make(place, Display{{}, Shape::tuple});
  ExpressionPtr inner = tuple();
  tokens_.expect_symbol(")");
  return inner;
}

ExpressionPtr ExpressionParser::list_display() {
  const Place place = tokens_.take().place;
  Display list;
  while (!tokens_.skip_symbol("]")) {
    if (!list.items.empty()) tokens_.expect_symbol(",");
    if (tokens_.skip_symbol("]")) break;
    list.items.push_back(one());
  }
  return make(place, std::move(list));
}

ExpressionPtr ExpressionParser::map_display() {
  const Place place = tokens_.take().place;
  MapDisplay map;
  while (!tokens_.skip_symbol("}")) {
    if (!map.entries.empty()) tokens_.expect_symbol(",");
    if (tokens_.skip_symbol("}")) break;
    ExpressionPtr key = one();
    tokens_.expect_symbol(":");
    map.entries.emplace_back(std::move(key), one());
  }
  return make(place, std::move(map));
}

ExpressionPtr ExpressionParser::postfix(ExpressionPtr expression) {
  while (true) {
    const Place place = tokens_.place();
    if (tokens_.skip_symbol(".")) {
      if (tokens_.at(TokenType::integer)) {
        expression = make(place, Item{std::move(expression), number()});
      } else {
        const Place named = tokens_.place();
        expression = make(named, Attribute{std::move(expression), tokens_.expect_name("a name after the dot")});
      }
    } else if (tokens_.at_symbol("[")) {
      expression = subscript(place, std::move(expression));
    } else if (tokens_.at_symbol("(")) {
      expression = make(place, Call{std::move(expression), arguments()});
    } else {
      return expression;
    }
  }
}

ExpressionPtr ExpressionParser::subscript(Place place, ExpressionPtr of) {
  tokens_.expect_symbol("[");
  ExpressionPtr parts[3];
  std::size_t colons = 0;
  while (!tokens_.at_symbol("]")) {
    if (tokens_.skip_symbol(":")) {
      if (++colons > 2) tokens_.fail("a slice has at most two colons");
    } else if (parts[colons]) {
      tokens_.fail("expected ']'");
    } else {
      parts[colons] = one();
    }
  }
  if (colons == 0 && !parts[0]) tokens_.fail("expected a key or a slice");
  tokens_.expect_symbol("]");
  if (colons == 0) return make(place, Item{std::move(of), std::move(parts[0])});
  return make(place, Slice{std::move(of), std::move(parts[0]), std::move(parts[1]), std::move(parts[2])});
}

ExpressionPtr ExpressionParser::filters(ExpressionPtr expression) {
  while (true) {
    const Place place = tokens_.place();
    if (tokens_.skip_symbol("|")) {
      expression = filter(place, std::move(expression));
    } else if (tokens_.skip_name("is")) {
      expression = test(place, std::move(expression));
    } else if (tokens_.at_symbol("(")) {
      expression = make(place, Call{std::move(expression), arguments()});
    } else {
      return expression;
    }
  }
}

namespace {

/// "ansible.builtin.combine" is combine, and "ansible.utils.ipaddr" is ipaddr.
std::string plugin_name(TokenStream& tokens, std::string_view what) {
  std::string name = tokens.expect_name(what);
  while (tokens.skip_symbol(".")) name += "." + tokens.expect_name("a name after the dot");
  for (const std::string_view collection : {"ansible.builtin.", "ansible.utils.", "ansible.netcommon."})
    if (name.starts_with(collection)) return name.substr(collection.size());
  return name;
}

}  // namespace

ExpressionPtr ExpressionParser::filter(Place place, ExpressionPtr of) {
  const Place named = tokens_.place();
  const std::string name = plugin_name(tokens_, "the name of a filter");
  const Filter* found = find_filter(name);
  if (found == nullptr) throw PlacedFailure(named, unknown_filter(name));
  Arguments given = tokens_.at_symbol("(") ? arguments() : Arguments{};
  return make(place, FilterCall{std::move(of), found, std::move(given)});
}

ExpressionPtr ExpressionParser::filter_chain() {
  ExpressionPtr chain = filter(tokens_.place(), nullptr);
  while (tokens_.at_symbol("|")) {
    const Place place = tokens_.take().place;
    chain = filter(place, std::move(chain));
  }
  return chain;
}

ExpressionPtr ExpressionParser::test(Place place, ExpressionPtr of) {
  const bool negated = tokens_.skip_name("not");
  const Place named = tokens_.place();
  const std::string name = plugin_name(tokens_, "the name of a test");
  const Test* found = find_test(name);
  if (found == nullptr) throw PlacedFailure(named, unknown_test(name));
  Arguments given;
  const bool starts_value = tokens_.at(TokenType::string) || tokens_.at(TokenType::integer) ||
                            tokens_.at(TokenType::real) || tokens_.at_symbol("[") || tokens_.at_symbol("{") ||
                            (tokens_.at(TokenType::name) && !is_reserved(tokens_.peek().text));
  if (tokens_.at_symbol("(")) {
    given = arguments();
  } else if (starts_value) {
    given.plain.push_back(postfix(primary()));
  } else if (tokens_.at_name("is")) {
    tokens_.fail("one 'is' cannot follow another", "write 'and' between two tests");
  }
  ExpressionPtr out = make(place, TestCall{std::move(of), found, std::move(given)});
  return negated ? make(place, Unary{UnaryOperator::negation, std::move(out)}) : std::move(out);
}

Arguments ExpressionParser::arguments() {
  tokens_.expect_symbol("(");
  Arguments out;
  for (bool first = true; !tokens_.skip_symbol(")"); first = false) {
    if (!first) tokens_.expect_symbol(",");
    if (tokens_.skip_symbol(")")) break;
    argument(out);
  }
  return out;
}

void ExpressionParser::argument(Arguments& out) {
  if (tokens_.skip_symbol("**")) {
    if (out.names_of) tokens_.fail("only one ** is possible in a call");
    out.names_of = one();
  } else if (tokens_.skip_symbol("*")) {
    if (out.all_of) tokens_.fail("only one * is possible in a call");
    out.all_of = one();
  } else if (tokens_.at(TokenType::name) && tokens_.peek(1).type == TokenType::symbol && tokens_.peek(1).text == "=") {
    std::string name = tokens_.take().text;
    tokens_.take();
    out.named.emplace_back(std::move(name), one());
  } else {
    if (!out.named.empty() || out.all_of || out.names_of) tokens_.fail("arguments without a name come first");
    out.plain.push_back(one());
  }
}

}  // namespace converge::templates
