package org.menura.generate.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.menura.format.FormatException;

/** What a model is told before it writes: what was said before, the language, the task, whether times are wanted. */
final class SpeechTask {
    private final SpeechTokens tokens;
    private final int[] previous;
    private final int[] forced;
    private final boolean translate;
    private Optional<String> language;

    /**
     * A task.
     *
     * @throws FormatException if the model does not know the language, can't translate or takes no prompt
     */
    SpeechTask(SpeechBundle bundle, TranscribeOptions options) {
        this.tokens = bundle.tokens();
        boolean toEnglish = options.translate().orElse(false);
        // The language that the files force is not that of a text to be translated, and stays if its words are asked
        // for.
        this.forced = options.language().isPresent() || toEnglish ? new int[0] : tokens.forced();
        this.language = options.language()
                .map(l -> known(bundle, l))
                .or(tokens::language)
                .or(() -> named(forced));
        this.translate = options.translate().or(tokens::translates).orElse(contains(forced, tokens.translate()));
        if (toEnglish && tokens.translate() < 0) {
            throw new FormatException(bundle.source().path() + " cannot translate; it knows but one language");
        }
        this.previous = previous(bundle, options.prompt().strip());
    }

    private static String known(SpeechBundle bundle, String name) {
        Set<String> codes = bundle.tokens().languages().keySet();
        return codes.isEmpty()
                ? name
                : SpokenLanguages.code(name, codes)
                        .orElseThrow(() -> new FormatException("%s does not know the language \"%s\"; it knows %s"
                                .formatted(bundle.source().path(), name, String.join(", ", codes))));
    }

    /** The language whose token comes first. */
    private Optional<String> named(int[] ids) {
        return tokens.languages().entrySet().stream()
                .filter(e -> ids.length > 0 && ids[0] == e.getValue())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean contains(int[] ids, int id) {
        return id >= 0 && IntStream.of(ids).anyMatch(i -> i == id);
    }

    /** The tokens before the start: what was said before. */
    private static int[] previous(SpeechBundle bundle, String prompt) {
        if (prompt.isEmpty()) {
            return new int[0];
        }
        if (bundle.tokens().previous() < 0) {
            throw new FormatException(bundle.source().path() + " takes no prompt; leave it out");
        }
        int[] all = bundle.tokenizer().encode(" " + prompt, false, false);
        int count = Math.min(all.length, Math.max(0, bundle.model().contextLength() / 2 - 1));
        int[] out = new int[count + 1];
        out[0] = bundle.tokens().previous();
        System.arraycopy(all, all.length - count, out, 1, count);
        return out;
    }

    /** What comes first: what was said before, and the start. */
    int[] begin() {
        int[] begin = Arrays.copyOf(previous, previous.length + 1);
        begin[previous.length] = tokens.start();
        return begin;
    }

    /** Whether something was said before, which says nothing of this language. */
    boolean isPrompted() {
        return previous.length > 0;
    }

    /** The language's code; empty where it is not known, or not yet. */
    String language() {
        return language.orElse("");
    }

    /** Whether the language is still to be found out. */
    boolean needsLanguage() {
        return language.isEmpty() && isLanguageSaid();
    }

    /** Takes the likeliest language for the one that is spoken, by the logits behind the start. */
    void detect(float[] logits) {
        Map.Entry<String, Integer> best = tokens.languages().firstEntry();
        for (Map.Entry<String, Integer> e : tokens.languages().entrySet()) {
            if (logits[e.getValue()] > logits[best.getValue()]) {
                best = e;
            }
        }
        language = Optional.of(best.getKey());
    }

    /** Whether the language is told by a token of its own behind the start. */
    private boolean isLanguageSaid() {
        return !tokens.languages().isEmpty()
                && (forced.length == 0 || forced[0] == SpeechTokens.HEARD || language.isPresent());
    }

    /** What follows the start: the language, the task, whether times are wanted. */
    int[] rest(boolean times) {
        List<Integer> out = new ArrayList<>();
        boolean said = isLanguageSaid();
        if (said) {
            out.add(Objects.requireNonNull(tokens.languages().get(language.orElseThrow())));
            int kind = translate ? tokens.translate() : tokens.transcribe();
            if (kind >= 0) {
                out.add(kind);
            }
        }
        Arrays.stream(forced)
                .skip(said ? 1 : 0)
                .filter(id -> !said || id != tokens.transcribe() && id != tokens.translate())
                .forEach(out::add);
        if (!times && tokens.noTimestamps() >= 0) {
            out.add(tokens.noTimestamps());
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }
}
