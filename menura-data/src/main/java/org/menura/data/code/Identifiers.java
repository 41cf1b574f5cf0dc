package org.menura.data.code;

import java.util.List;
import java.util.Locale;
import org.menura.format.FormatException;

/**
 * Finds the identifiers of source code: names of variables, functions, fields, types and labels, wherever they occur.
 * Java is parsed by the JDK's compiler, Python is read by its lexical rules.
 */
public final class Identifiers {
    /** The languages whose identifiers are known. */
    public static final List<String> LANGUAGES = List.of("java", "python");

    private Identifiers() {}

    /** Returns whether the identifiers of a language are known; case does not matter. */
    public static boolean knows(String language) {
        return LANGUAGES.contains(language.toLowerCase(Locale.ROOT));
    }

    /**
     * Finds all identifiers of a text, in their order.
     *
     * @param code a file, members of a class, statements or an expression
     * @throws FormatException if the language is not known, or the text is none of it
     */
    public static List<Identifier> of(String language, String code) {
        return switch (language.toLowerCase(Locale.ROOT)) {
            case "java" -> JavaIdentifiers.of(code);
            case "python" -> PythonIdentifiers.of(code);
            default ->
                throw new FormatException("the identifiers of the language '%s' are not known; those of %s are"
                        .formatted(language, String.join(" and ", LANGUAGES)));
        };
    }
}
