package org.menura.generate.audio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.menura.format.FormatException;
import org.menura.generate.audio.Segment.Word;
import org.menura.generate.sample.Argmax;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.MemoryDecoder.Memory;
import org.menura.model.SequenceState;
import org.menura.model.SpeechModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

/**
 * Writes down what is said in one window of sound. Where the likeliest tokens repeat themselves or the model is unsure, it
 * draws at rising temperatures (arXiv 2212.04356, section 3.8). Not thread-safe.
 */
final class SpeechDecoder {
    private static final double[] TEMPERATURES = {0, 0.2, 0.4, 0.6, 0.8, 1};
    private static final double MIN_LOG_PROBABILITY = -1;
    private static final double MAX_COMPRESSION = 2.4;
    private static final double SILENT = 0.6;

    private final SpeechBundle bundle;
    private final SpeechModel model;
    private final SpeechTokens tokens;
    private final TranscribeOptions options;
    private final TimestampRules rules;
    private final WordTimes wordTimes;
    private final int[] previous;
    private final int[] forced;
    private final boolean translate;
    private Optional<String> language;

    /**
     * What was heard in a window.
     *
     * @param until seconds from its start that the segments reach to; its length where the model does not say
     * @param complete whether the model ended there, and was not cut off
     */
    record Heard(List<Segment> segments, double until, boolean complete) {}

    /**
     * What was written at one temperature.
     *
     * @param logProbabilities of the tokens
     * @param complete whether the model ended it
     */
    private record Attempt(
            int[] written,
            double[] logProbabilities,
            boolean complete,
            double logProbability,
            double noSpeech,
            double temperature,
            String text) {
        boolean isGood() {
            return logProbability >= MIN_LOG_PROBABILITY && compression(text.strip()) <= MAX_COMPRESSION;
        }
    }

    /** A segment, and which of the tokens that were written are its. */
    private record Said(Segment segment, int from, int to) {}

    /**
     * A writer.
     *
     * @throws FormatException if the model does not know the language, can't translate or takes no prompt
     */
    SpeechDecoder(SpeechBundle bundle, TranscribeOptions options) {
        this.bundle = bundle;
        this.model = bundle.model();
        this.tokens = bundle.tokens();
        this.options = options;
        this.wordTimes = new WordTimes(bundle);
        this.rules = new TimestampRules(tokens, options.timestamps());
        boolean toEnglish = options.translate().orElse(false);
        // The language that the files force is not that of a text to be translated, and stays if its words are asked
        // for.
        this.forced = options.language().isPresent() || toEnglish ? new int[0] : tokens.forced();
        this.language = options.language().map(this::known).or(tokens::language).or(() -> named(forced));
        this.translate = options.translate().or(tokens::translates).orElse(contains(forced, tokens.translate()));
        if (toEnglish && tokens.translate() < 0) {
            throw new FormatException(bundle.source().path() + " cannot translate; it knows but one language");
        }
        this.previous = previous(options.prompt().strip());
    }

    private String known(String name) {
        Set<String> codes = tokens.languages().keySet();
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

    /** Whether the language is told by a token of its own behind the start. */
    private boolean isLanguageSaid() {
        return !tokens.languages().isEmpty()
                && (forced.length == 0 || forced[0] == SpeechTokens.HEARD || language.isPresent());
    }

    /** The tokens before the start: what was said before. */
    private int[] previous(String prompt) {
        if (prompt.isEmpty()) {
            return new int[0];
        }
        if (tokens.previous() < 0) {
            throw new FormatException(bundle.source().path() + " takes no prompt; leave it out");
        }
        int[] all = bundle.tokenizer().encode(" " + prompt, false, false);
        int count = Math.min(all.length, Math.max(0, model.contextLength() / 2 - 1));
        int[] out = new int[count + 1];
        out[0] = tokens.previous();
        System.arraycopy(all, all.length - count, out, 1, count);
        return out;
    }

    /**
     * Writes one window down.
     *
     * @param window at most as long as the model hears at a time
     */
    Heard decode(SpeechWindow window) {
        Tensor features = bundle.features().extract(window.sound());
        try (Backend.Scope _ = model.ops().scope()) {
            Features heard = model.encode(features.reshape(1, features.dim(0), features.dim(1)));
            Memory memory = model.remember(heard.rows(), heard.segments());
            Attempt best = attempt(window, memory, 0);
            for (int i = 1; i < TEMPERATURES.length && !best.isGood() && !isSilent(best); i++) {
                best = attempt(window, memory, TEMPERATURES[i]);
            }
            double length = seconds(window.sound().length);
            if (isSilent(best)) {
                return new Heard(List.of(), length, true);
            }
            return heard(best, window, memory);
        }
    }

    /** Nobody speaks, the model says, and what it wrote all the same was a guess. */
    private static boolean isSilent(Attempt a) {
        return a.noSpeech > SILENT && a.logProbability < MIN_LOG_PROBABILITY;
    }

    private double seconds(long samples) {
        return (double) samples / bundle.features().rate();
    }

    private Attempt attempt(SpeechWindow window, Memory memory, double temperature) {
        SequenceState state = model.newState();
        int[] begin = Arrays.copyOf(previous, previous.length + 1);
        begin[previous.length] = tokens.start();
        float[] logits = step(state, memory, begin);
        if (language.isEmpty() && isLanguageSaid()) {
            boolean prompted = previous.length > 0; // what was said before says nothing of this language
            language = Optional.of(likeliest(prompted ? step(model.newState(), memory, tokens.start()) : logits));
        }
        double noSpeech = tokens.noSpeech() < 0 ? 0 : Math.exp(TokenDraw.logProbability(logits, tokens.noSpeech()));
        int[] task = task(options.timestamps());
        if (task.length > 0) {
            logits = step(state, memory, task);
        }
        long millis = Math.round(seconds(window.start()) * 1000);
        Rng random = new Rng(options.seed(), millis * TEMPERATURES.length + Math.round(temperature * 5));
        int limit = Math.clamp(model.contextLength() - begin.length - task.length, 0, model.contextLength() / 2);
        int[] written = new int[limit];
        int count = 0;
        double[] each = new double[limit + 1];
        double sum = 0;
        boolean complete;
        while (true) {
            rules.apply(logits, written, count);
            int next = temperature == 0 ? Argmax.of(logits) : TokenDraw.draw(logits, temperature, random);
            if (next == tokens.end() && count < limit && isSpokenAfter(window, written, count)) {
                // Not the model's choice, so it does not count for how sure it is.
                next = Argmax.of(logits, tokens.firstTimestamp());
            } else {
                each[count] = TokenDraw.logProbability(logits, next);
                sum += each[count];
            }
            complete = next == tokens.end();
            if (complete || count == limit) {
                break;
            }
            written[count++] = next;
            logits = step(state, memory, next);
        }
        int[] all = Arrays.copyOf(written, count);
        return new Attempt(all, each, complete, sum / (count + 1), noSpeech, temperature, text(all, 0, count));
    }

    /** Whether a text has just ended, behind which somebody speaks: the model is asked once more, by the time at which the next would begin. */
    private boolean isSpokenAfter(SpeechWindow window, int[] written, int count) {
        return options.timestamps()
                && rules.isTextEnded(written, count)
                && window.after(time(written[count - 1]), bundle.features().rate(), true) != null;
    }

    /** Seconds that a token says. */
    private double time(int timestamp) {
        return (timestamp - tokens.firstTimestamp()) * bundle.secondsPerTimestamp();
    }

    private float[] step(SequenceState state, Memory memory, int... next) {
        try (Backend.Scope _ = model.ops().scope()) {
            ForwardBatch step = ForwardBatch.next(List.of(next), List.of(state)).withOutputs(next.length - 1);
            return model.decode(step, memory).toFloats();
        }
    }

    /** What follows the start: the language, the task, whether times are wanted. */
    private int[] task(boolean times) {
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

    private String likeliest(float[] logits) {
        Map.Entry<String, Integer> best = tokens.languages().firstEntry();
        for (Map.Entry<String, Integer> e : tokens.languages().entrySet()) {
            if (logits[e.getValue()] > logits[best.getValue()]) {
                best = e;
            }
        }
        return best.getKey();
    }

    /** Bytes of a text for each byte of what it can be packed to: texts that repeat themselves have many. */
    static double compression(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length + 64];
            return (double) bytes.length / deflater.deflate(out);
        }
    }

    /** Splits what was written at its times. A last text that the model did not come to the end of is left out if there are others. */
    private Heard heard(Attempt a, SpeechWindow window, Memory memory) {
        double offset = seconds(window.start());
        double length = seconds(window.sound().length);
        List<Said> out = new ArrayList<>();
        double start = 0;
        int from = 0;
        for (int i = 0; i < a.written.length; i++) {
            if (rules.isTime(a.written[i])) {
                double time = time(a.written[i]);
                add(a, from, i, offset + start, offset + Math.min(time, length), out);
                from = i + 1;
                start = Math.min(time, length);
            }
        }
        boolean timed = from == a.written.length; // the last text, too
        double until = start;
        if (out.isEmpty() || !timed && a.complete) {
            add(a, from, a.written.length, offset + start, offset + length, out);
            until = length;
        }
        return new Heard(options.words() ? timed(out, a, window, memory) : segments(out), until, a.complete);
    }

    private void add(Attempt a, int from, int to, double start, double end, List<Said> out) {
        String text = text(a.written, from, to).strip();
        if (!text.isEmpty()) {
            Segment segment = new Segment(
                    start,
                    Math.max(start, end),
                    text,
                    language.orElse(""),
                    a.logProbability,
                    a.noSpeech,
                    a.temperature);
            out.add(new Said(segment, from, to));
        }
    }

    private static List<Segment> segments(List<Said> said) {
        return said.stream().map(Said::segment).toList();
    }

    /** The segments with their words. */
    private List<Segment> timed(List<Said> said, Attempt a, SpeechWindow window, Memory memory) {
        int[] task = task(false);
        int[] prompt = new int[task.length + 1];
        prompt[0] = tokens.start();
        System.arraycopy(task, 0, prompt, 1, task.length);
        List<WordTimes.Spoken> spoken =
                said.stream().map(s -> spoken(a, s.from, s.to)).toList();
        List<List<Word>> words = wordTimes.find(memory, prompt, spoken, window.sound().length, language.orElse(""));
        List<Segment> out = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            out.add(WordTimes.within(said.get(i).segment, words.get(i), seconds(window.start())));
        }
        return out;
    }

    private WordTimes.Spoken spoken(Attempt a, int from, int to) {
        int[] places =
                IntStream.range(from, to).filter(i -> isWord(a.written[i])).toArray();
        return new WordTimes.Spoken(
                Arrays.stream(places).map(i -> a.written[i]).toArray(),
                Arrays.stream(places)
                        .mapToDouble(i -> Math.exp(a.logProbabilities[i]))
                        .toArray());
    }

    private boolean isWord(int id) {
        return !tokens.isTimestamp(id) && id != tokens.end();
    }

    private String text(int[] ids, int from, int to) {
        int[] words = Arrays.stream(ids, from, to).filter(this::isWord).toArray();
        return bundle.tokenizer().decode(words, true);
    }
}
