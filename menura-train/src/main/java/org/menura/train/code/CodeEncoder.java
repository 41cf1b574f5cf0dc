package org.menura.train.code;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.menura.data.CodeRecord;
import org.menura.data.TokenIds;
import org.menura.data.code.CodeWords;
import org.menura.data.code.Identifier;
import org.menura.data.code.Identifiers;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/** Encodes records of source code word by word. */
public final class CodeEncoder {
    /** The language of descriptions. */
    public static final String ENGLISH = "en";

    private final Tokenizer tokenizer;
    private final boolean names;
    private final boolean lenient;

    /**
     * Makes an encoder.
     *
     * @param names whether identifiers are to be found
     * @param lenient whether code that does not parse is taken as code without identifiers that are known, not refused
     * @throws FormatException if the tokenizer does not give words by themselves the tokens that they have in a text
     */
    public CodeEncoder(Tokenizer tokenizer, boolean names, boolean lenient) {
        this.tokenizer = tokenizer;
        this.names = names;
        this.lenient = lenient;
        if (!Arrays.equals(TokenIds.joined(ids("a"), TokenIds.joined(ids("("), ids(" b"))), ids("a( b"))) {
            throw new FormatException("the tokenizer gives words by themselves other tokens than in a text; models of"
                    + " source code need byte-level BPE: make one with `menura tokenizer train`");
        }
    }

    private int[] ids(String text) {
        return tokenizer.encode(text, false, false);
    }

    /** Returns the tag of a language: the token {@code <java>}, or the tokens of that text if there is none. */
    public int[] tag(String language) {
        String tag = "<%s>".formatted(language.toLowerCase(Locale.ROOT));
        OptionalInt id = tokenizer.id(tag);
        return id.isPresent() ? new int[] {id.getAsInt()} : ids(tag);
    }

    /**
     * Encodes a record.
     *
     * @throws FormatException if its code does not parse, and the encoder is not lenient
     */
    public CodeText encode(CodeRecord record) {
        boolean named = names && Identifiers.knows(record.language());
        List<Identifier> identifiers = List.of();
        if (named) {
            try {
                identifiers = Identifiers.of(record.language(), record.code());
            } catch (FormatException e) {
                if (!lenient) {
                    throw new FormatException("%s: %s; `unparsed: keep` keeps such code without its identifiers"
                            .formatted(record.place(), e.getMessage()), e);
                }
                named = false;
            }
        }
        List<CodeWords.Word> code = CodeWords.of(record.code(), identifiers);
        return new CodeText(
                tag(record.language()),
                CodeWords.of(record.docstring()).stream().map(w -> ids(w.text())).toList(),
                code.stream().map(w -> ids(w.text())).toList(),
                code.stream().mapToInt(CodeWords.Word::name).toArray(),
                named);
    }
}
