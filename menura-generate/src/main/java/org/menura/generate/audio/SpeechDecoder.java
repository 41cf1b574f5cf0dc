package org.menura.generate.audio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.menura.generate.audio.Segment.Word;
import org.menura.generate.audio.SpeechBeams.Written;
import org.menura.generate.sample.Argmax;
import org.menura.generate.session.MemoryBeams;
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
    private final SpeechTask task;

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
        this.task = new SpeechTask(bundle, options);
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
        int[] begin = task.begin();
        float[] logits = step(state, memory, begin);
        if (task.needsLanguage()) {
            task.detect(task.isPrompted() ? step(model.newState(), memory, tokens.start()) : logits);
        }
        double noSpeech = tokens.noSpeech() < 0 ? 0 : Math.exp(TokenDraw.logProbability(logits, tokens.noSpeech()));
        int[] rest = task.rest(options.timestamps());
        if (rest.length > 0) {
            logits = step(state, memory, rest);
        }
        int limit = Math.clamp(model.contextLength() - begin.length - rest.length, 0, model.contextLength() / 2);
        Written written;
        if (temperature == 0 && options.beams() > 1) {
            Predicate<int[]> goesOn = before -> isSpokenAfter(window, before, before.length);
            SpeechBeams search = new SpeechBeams(options.beams(), limit, tokens, rules, goesOn);
            written = search.search(new MemoryBeams(model, memory), state, logits);
        } else {
            written = write(window, memory, state, logits, temperature, limit);
        }
        int count = written.tokens().length;
        return new Attempt(
                written.tokens(),
                written.logProbabilities(),
                written.complete(),
                written.sum() / (count + 1),
                noSpeech,
                temperature,
                text(written.tokens(), 0, count));
    }

    /** Writes token by token, the likeliest at temperature 0. */
    private Written write(
            SpeechWindow window, Memory memory, SequenceState state, float[] first, double temperature, int limit) {
        long millis = Math.round(seconds(window.start()) * 1000);
        Rng random = new Rng(options.seed(), millis * TEMPERATURES.length + Math.round(temperature * 5));
        float[] logits = first;
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
        return new Written(Arrays.copyOf(written, count), each, sum, complete);
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
                    start, Math.max(start, end), text, task.language(), a.logProbability, a.noSpeech, a.temperature);
            out.add(new Said(segment, from, to));
        }
    }

    private static List<Segment> segments(List<Said> said) {
        return said.stream().map(Said::segment).toList();
    }

    /** The segments with their words. */
    private List<Segment> timed(List<Said> said, Attempt a, SpeechWindow window, Memory memory) {
        int[] rest = task.rest(false);
        int[] prompt = new int[rest.length + 1];
        prompt[0] = tokens.start();
        System.arraycopy(rest, 0, prompt, 1, rest.length);
        List<WordTimes.Spoken> spoken =
                said.stream().map(s -> spoken(a, s.from, s.to)).toList();
        List<List<Word>> words = wordTimes.find(memory, prompt, spoken, window.sound().length, task.language());
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
