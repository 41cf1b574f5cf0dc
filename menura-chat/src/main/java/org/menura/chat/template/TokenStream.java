package org.menura.chat.template;

import java.util.List;
import java.util.Set;
import org.menura.chat.template.Token.Kind;

/** Tokens with a cursor, and the names of filters that the template is given besides Jinja2's own. */
final class TokenStream {
    private final List<Token> tokens;
    private final Set<String> givenFilters;
    private int position;

    TokenStream(List<Token> tokens, Set<String> givenFilters) {
        this.tokens = tokens;
        this.givenFilters = givenFilters;
    }

    /** Returns whether the template is given a filter of that name. */
    boolean isGivenFilter(String name) {
        return givenFilters.contains(name);
    }

    Token current() {
        return tokens.get(position);
    }

    /** The token behind the current one. */
    Token peek() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    /** The current token; the cursor moves on, but never past the end. */
    Token next() {
        Token token = current();
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    /** The line of the current token. */
    int line() {
        return current().line();
    }

    boolean currentIsName(String... names) {
        for (String name : names) {
            if (current().isName(name)) {
                return true;
            }
        }
        return false;
    }

    boolean skipName(String name) {
        boolean found = current().isName(name);
        if (found) {
            position++;
        }
        return found;
    }

    boolean skipOperator(String operator) {
        boolean found = current().isOperator(operator);
        if (found) {
            position++;
        }
        return found;
    }

    Token expect(Kind kind, String description) {
        if (current().kind() != kind) {
            throw unexpected(description);
        }
        return next();
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    TemplateException unexpected(String expected) {
        return new TemplateException(
                "The template has " + current().describe() + " where " + expected + " is expected", line());
    }
}
