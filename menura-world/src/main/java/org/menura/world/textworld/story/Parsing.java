package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.world.textworld.story.Grammar.Kind;
import org.menura.world.textworld.story.Grammar.Line;
import org.menura.world.textworld.story.Grammar.Token;

/** The state of the parser within a command. */
final class Parsing {
    static final int MAX_TOKENS = 32;
    private static final Line NO_LINE = new Line(List.of(), Action.WAIT, false);

    final Story story;
    final List<String> words;
    /** The next word, counted from 1. */
    int wn = 1;
    /** Where the noun begins that is looked for. */
    int from;

    Line line = NO_LINE;
    /** The token of the line, counted from 1. */
    int token;
    /** What the tokens were found to be: things, words, many things, or null. */
    final @Nullable Object[] pattern = new @Nullable Object[MAX_TOKENS + 2];

    int inferFrom;
    boolean dontInfer;
    int parameters;
    final @Nullable Thing[] noun = new @Nullable Thing[2];
    final boolean[] isMany = new boolean[2];
    final List<Thing> many = new ArrayList<>();
    boolean foundMany;
    boolean manySeen;

    @Nullable
    Kind manyKind;
    /** The second noun as seen when looking ahead. */
    @Nullable
    Thing warning;

    Refusal refusal = Refusal.STUCK;
    /** The most helpful refusal of all lines. */
    Refusal best = Refusal.STUCK;

    int had;
    /** From what nothing could be taken, if that is why a command is refused. */
    @Nullable
    Thing emptied;

    /** The pronoun that means nothing, if that is why a command is refused. */
    String pronoun = "it";

    boolean indefinite;
    boolean plural;
    boolean pluralArticle;
    /** Whether only what the player holds is meant. */
    boolean mine;
    /** Whether only what lies in the room is meant. */
    boolean there;

    int wanted;
    /** Whether the line has an {@code all}. */
    boolean all;

    /** How likely nouns are scored: 0 not decided, 1 with the possible second nouns, 2 alone. */
    int strategy;

    List<Thing> alternatives = List.of();

    Parsing(Story story, List<String> words) {
        this.story = story;
        this.words = words;
    }

    /** Begins with a line of the grammar. */
    void begin(Line of) {
        line = of;
        restart();
        warning = null;
        all = false;
        clearDescriptors();
    }

    void restart() {
        inferFrom = 0;
        dontInfer = false;
        parameters = 0;
        noun[0] = null;
        noun[1] = null;
        isMany[0] = false;
        isMany[1] = false;
        many.clear();
        refusal = Refusal.STUCK;
        wn = 2;
        token = 0;
        Arrays.fill(pattern, null);
    }

    void clearDescriptors() {
        indefinite = false;
        plural = false;
        pluralArticle = false;
        mine = false;
        there = false;
        wanted = 0;
    }

    /** Returns the next word and goes past it; null if there is none. */
    @Nullable
    String next() {
        String word = peek();
        wn++;
        return word;
    }

    @Nullable
    String peek() {
        return wn >= 1 && wn <= words.size() ? words.get(wn - 1) : null;
    }

    boolean atEnd() {
        return wn > words.size();
    }

    boolean atLastToken() {
        return token >= line.tokens().size();
    }

    @Nullable
    Token token(int index) {
        return index < line.tokens().size() ? line.tokens().get(index) : null;
    }

    /** Returns the next token of the line that is not a word. */
    @Nullable
    Token nextNoun() {
        int index = token;
        Token next = token(index);
        while (next != null && next.kind() == Kind.WORD) {
            next = token(++index);
        }
        return next == null || next.kind() == Kind.DIRECTION ? null : next;
    }

    /** Returns where the second noun begins: after prepositions and articles. */
    int secondNounAt() {
        int at = wn;
        while (at <= words.size()
                && !words.get(at - 1).equals(".")
                && (story.grammar.isPreposition(words.get(at - 1)) || Descriptors.isAll(words.get(at - 1)))) {
            at++;
        }
        while (at <= words.size() && Descriptors.isDescriptor(words.get(at - 1))) {
            at++;
        }
        return at;
    }

    /** Returns the command as far as it is understood, such as {@code put the key in}. */
    String commandSoFar() {
        StringBuilder said = new StringBuilder(verb());
        for (int i = 1; i < token; i++) {
            append(said, i);
        }
        return said.toString();
    }

    /** Returns what was inferred from a token on, such as {@code the box with the key}. */
    String inferred(int fromToken) {
        StringBuilder said = new StringBuilder();
        for (int i = fromToken; i <= line.tokens().size(); i++) {
            append(said, i);
        }
        return said.toString();
    }

    private void append(StringBuilder said, int index) {
        Object found = pattern[index];
        if (found == null) {
            return;
        }
        if (!said.isEmpty()) {
            said.append(' ');
        }
        if (found instanceof Thing thing) {
            said.append(thing.isA("direction") ? thing.name : story.speech.the(thing));
        } else {
            said.append(found);
        }
    }

    private String verb() {
        String verb = words.getFirst();
        return switch (verb) {
            case "i", "inv", "inventory" -> "take inventory";
            case "l" -> "look";
            case "x" -> "examine";
            case "z" -> "wait";
            default -> verb;
        };
    }
}
