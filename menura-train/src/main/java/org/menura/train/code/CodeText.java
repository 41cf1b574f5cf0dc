package org.menura.train.code;

import java.util.List;

/**
 * A piece of source code as the tokens of its words.
 *
 * @param language token ids of the tag of its programming language
 * @param docstring token ids of the words of its description; none if it has none
 * @param code token ids of the words of the source text
 * @param names number of the identifier that each word of the code is, {@link
 *     org.menura.data.code.CodeWords#NO_NAME} for none
 * @param named whether its identifiers are known
 */
public record CodeText(int[] language, List<int[]> docstring, List<int[]> code, int[] names, boolean named) {
    public CodeText {
        docstring = List.copyOf(docstring);
        code = List.copyOf(code);
        if (names.length != code.size()) {
            throw new IllegalArgumentException(
                    "%d numbers of identifiers for %d words".formatted(names.length, code.size()));
        }
    }
}
