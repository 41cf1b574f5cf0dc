package org.menura.data.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;

/**
 * Finds the identifiers of Java: the tokens of that form (Java Language Specification, section 3.8) of a text that the
 * JDK's compiler parses. Words that are keywords in some places only, such as {@code record}, count where the syntax tree
 * has them as names.
 */
final class JavaIdentifiers {
    private static final Set<String> CONTEXTUAL =
            Set.of("var", "record", "sealed", "permits", "yield", "when", "non", "module");
    private static final String COMPILER = "jdk.compiler";

    private JavaIdentifiers() {}

    static List<Identifier> of(String code) {
        if (ModuleLayer.boot().findModule(COMPILER).isEmpty()) {
            throw new FormatException("this Java runtime lacks the module %s, which finds the identifiers of Java; run"
                            .formatted(COMPILER)
                    + " Menura with a complete JDK");
        }
        List<Identifier> tokens = JavaTokens.of(code);
        Map<Integer, Identifier> byStart = new HashMap<>();
        tokens.forEach(t -> byStart.put(t.start(), t));
        Set<Integer> names = JavaSyntax.names(code, tokens);
        List<Identifier> found = new ArrayList<>();
        for (Identifier token : tokens) {
            if (!CONTEXTUAL.contains(token.name()) || names.contains(token.start())) {
                found.add(token);
            }
        }
        return found;
    }
}
