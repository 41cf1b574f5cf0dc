package org.menura.eval.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.menura.data.TokenShards;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.source.LineReader;
import org.menura.eval.suite.DomainTexts;
import org.menura.format.FormatException;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;

/**
 * How much of what it was taught a model says by heart (LLM360's Analysis360, after Biderman et al. 2023): it reads the first k tokens of
 * a sequence and writes l more, greedily.
 *
 * @param prompt k
 * @param continuation l
 * @param matches for each sequence, how many of the l tokens are the sequence's own
 * @param skipped sequences that are too short
 */
public record Memorisation(int prompt, int continuation, int[] matches, int skipped) {
    /** How many tokens LLM360 shows, and how many it asks for. */
    public static final int TOKENS = 32;

    private static final int TOGETHER = 32;

    /** Lets a model go on with the beginnings of sequences. */
    public static Memorisation measure(CausalModel model, List<int[]> sequences, int prompt, int continuation) {
        List<int[]> enough = sequences.stream()
                .filter(s -> s.length >= prompt + continuation)
                .toList();
        int[] matches = new int[enough.size()];
        for (int from = 0; from < matches.length; from += TOGETHER) {
            List<int[]> some = enough.subList(from, Math.min(matches.length, from + TOGETHER));
            List<Session> sessions = new ArrayList<>();
            List<int[]> next = new ArrayList<>();
            for (int[] sequence : some) {
                sessions.add(new Session(model));
                next.add(Arrays.copyOf(sequence, prompt));
            }
            for (int i = 0; i < continuation; i++) {
                float[][] logits = Session.feedAll(sessions, next);
                next = new ArrayList<>();
                for (int s = 0; s < some.size(); s++) {
                    int token = greatest(logits[s]);
                    matches[from + s] += token == some.get(s)[prompt + i] ? 1 : 0;
                    next.add(new int[] {token});
                }
            }
            sessions.forEach(Session::release);
        }
        return new Memorisation(prompt, continuation, matches, sequences.size() - matches.length);
    }

    private static int greatest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /**
     * Reads sequences: token shards of a training run, JSON lines with {@code token_ids} as LLM360 publishes them, or texts.
     *
     * @param encode makes tokens of a text
     * @param limit how many at most, from the beginning
     * @throws FormatException if there are none
     */
    public static List<int[]> read(Path corpus, Function<String, int[]> encode, int length, int limit) {
        if (Files.isRegularFile(corpus.resolve("manifest.json"))) {
            TokenShards shards = TokenShards.open(corpus);
            List<int[]> out = new ArrayList<>();
            for (long d = 0; d < shards.count() && out.size() < limit; d++) {
                out.add(shards.slice(d, 0, Math.min(length, shards.length(d))).ids());
            }
            return checked(out, corpus);
        }
        if (Files.isRegularFile(corpus) && corpus.toString().endsWith(".txt")) {
            try {
                return checked(
                        Stream.of(Files.readString(corpus).split("\n<\\|endoftext\\|>\n|\n\n\n", -1))
                                .map(String::strip)
                                .filter(t -> !t.isEmpty())
                                .limit(limit)
                                .map(t -> Arrays.copyOf(encode.apply(t), Math.min(length, encode.apply(t).length)))
                                .toList(),
                        corpus);
            } catch (IOException e) {
                throw new UncheckedIOException("can't read " + corpus, e);
            }
        }
        List<int[]> tokens = tokens(corpus, length, limit);
        if (!tokens.isEmpty()) {
            return tokens;
        }
        List<int[]> out = new ArrayList<>();
        for (Map.Entry<String, List<String>> domain :
                DomainTexts.read(corpus, null, limit).entrySet()) {
            for (String text : domain.getValue()) {
                if (out.size() < limit) {
                    int[] ids = encode.apply(text);
                    out.add(Arrays.copyOf(ids, Math.min(length, ids.length)));
                }
            }
        }
        return checked(out, corpus);
    }

    /** The sequences of a file whose lines have token_ids; none where they have not. */
    private static List<int[]> tokens(Path file, int length, int limit) {
        List<int[]> out = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return out;
        }
        try (LineReader lines = new LineReader(file)) {
            for (LineReader.Line line = lines.next(); line != null && out.size() < limit; line = lines.next()) {
                String place = file + ", line " + line.number();
                JsonNode ids = DocumentJson.parse(line.bytes(), place).path("token_ids");
                if (!ids.isArray()) {
                    return List.of();
                }
                int[] sequence = new int[Math.min(length, ids.size())];
                for (int i = 0; i < sequence.length; i++) {
                    if (!ids.get(i).canConvertToInt() || ids.get(i).asInt() < 0) {
                        throw new FormatException(place + ": token_ids holds something that is no token");
                    }
                    sequence[i] = ids.get(i).asInt();
                }
                out.add(sequence);
            }
        }
        return out;
    }

    private static List<int[]> checked(List<int[]> sequences, Path corpus) {
        if (sequences.isEmpty()) {
            throw new FormatException(corpus + " holds no sequences");
        }
        return sequences;
    }

    /** Returns the share of sequences whose l tokens are all said. */
    public double fullMatch() {
        return Arrays.stream(matches).filter(m -> m == continuation).count() / (double) matches.length;
    }

    /** Returns the share of all tokens that are said at their places: the memorisation score. */
    public double tokenMatch() {
        return Arrays.stream(matches).sum() / (double) continuation / matches.length;
    }

    /** Writes what came out. */
    public String markdown() {
        if (matches.length == 0) {
            return "Memorisation: no sequence has %d tokens.%n".formatted(prompt + continuation);
        }
        int[] tenths = new int[11];
        Arrays.stream(matches).forEach(m -> tenths[10 * m / continuation]++);
        StringBuilder out = new StringBuilder(
                "| sequences | k | l | all tokens said | tokens said |\n|---:|---:|---:|---:|---:|\n| %d | %d | %d | %.4f | %.4f |%n"
                        .formatted(matches.length, prompt, continuation, fullMatch(), tokenMatch()));
        out.append("\nSequences by tenths of their tokens that are said: ");
        for (int i = 0; i <= 10; i++) {
            out.append(i == 0 ? "" : ", ")
                    .append(i == 10 ? "all " : i * 10 + " % ")
                    .append(tenths[i]);
        }
        return out.append(skipped > 0 ? "; %d too short were left out.%n".formatted(skipped) : ".%n".formatted())
                .toString();
    }
}
