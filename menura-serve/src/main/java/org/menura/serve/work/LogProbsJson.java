package org.menura.serve.work;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.TokenEvent;
import org.menura.serve.http.JsonOut;

/** Log-probabilities in OpenAI's shapes: that of chats, and the older one of completions. */
public final class LogProbsJson {
    /** What stands for a probability of 0, which JSON has no logarithm of; as OpenAI has it. */
    private static final double LEAST = -9999;

    private LogProbsJson() {}

    /**
     * Returns a token's entry in the shape of chats.
     *
     * @param most how many alternatives were asked for
     */
    public static Map<String, @Nullable Object> entry(TokenEvent event, Tokenizer tokenizer, int most) {
        Map<String, @Nullable Object> out = one(event.id(), event.bytes(), event.logProb(), tokenizer);
        List<Map<String, @Nullable Object>> top = new ArrayList<>();
        event.top().stream().limit(most).forEach(a -> top.add(one(a.id(), a.bytes(), a.logProb(), tokenizer)));
        out.put("top_logprobs", top);
        return out;
    }

    private static Map<String, @Nullable Object> one(int id, byte[] bytes, double logProb, Tokenizer tokenizer) {
        return JsonOut.object(
                "id", id,
                "token", text(id, bytes, tokenizer),
                "logprob", finite(logProb),
                "bytes", unsigned(bytes));
    }

    private static double finite(double logProb) {
        return Double.isFinite(logProb) ? Math.max(LEAST, logProb) : LEAST;
    }

    private static int[] unsigned(byte[] bytes) {
        int[] out = new int[bytes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = bytes[i] & 0xFF;
        }
        return out;
    }

    /** Returns a token's text; of one that is part of a character, its bytes spelled as OpenAI spells them. */
    public static String text(int id, byte[] bytes, Tokenizer tokenizer) {
        if (bytes.length == 0 && id >= 0 && id < tokenizer.size()) {
            return tokenizer.token(id);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            StringBuilder out = new StringBuilder("bytes:");
            for (byte b : bytes) {
                out.append("\\x%02x".formatted(b & 0xFF));
            }
            return out.toString();
        }
    }

    /** Log-probabilities in the shape of completions, as they are collected. */
    public static final class Legacy {
        private final Tokenizer tokenizer;
        private final int most;
        private final List<String> tokens = new ArrayList<>();
        private final List<@Nullable Double> logProbs = new ArrayList<>();
        private final List<@Nullable Map<String, Double>> top = new ArrayList<>();
        private final List<Integer> offsets = new ArrayList<>();
        private final List<Integer> ids = new ArrayList<>();
        private int offset;

        /**
         * Creates an empty collection.
         *
         * @param offset code points of the text before the first token
         */
        public Legacy(Tokenizer tokenizer, int most, int offset) {
            this.tokenizer = tokenizer;
            this.most = most;
            this.offset = offset;
        }

        /** Adds a token of the text. */
        public void add(TokenEvent event) {
            Map<String, Double> alternatives = new LinkedHashMap<>();
            event.top().stream()
                    .limit(most)
                    .forEach(a -> alternatives.putIfAbsent(text(a.id(), a.bytes(), tokenizer), finite(a.logProb())));
            alternatives.putIfAbsent(text(event.id(), event.bytes(), tokenizer), finite(event.logProb()));
            add(event.id(), event.bytes(), finite(event.logProb()), alternatives);
        }

        /** Adds a token of the prompt; null for the first one, which nothing predicts. */
        public void add(int id, @Nullable LogProbs probs) {
            byte[] bytes = tokenizer.bytes(id);
            if (probs == null) {
                add(id, bytes, null, null);
                return;
            }
            Map<String, Double> alternatives = new LinkedHashMap<>();
            probs.top().stream()
                    .limit(most)
                    .forEach(e -> alternatives.putIfAbsent(
                            text(e.token(), tokenizer.bytes(e.token()), tokenizer), finite(e.logProb())));
            double chosen = finite(probs.chosen().logProb());
            alternatives.putIfAbsent(text(id, bytes, tokenizer), chosen);
            add(id, bytes, chosen, alternatives);
        }

        private void add(int id, byte[] bytes, @Nullable Double logProb, @Nullable Map<String, Double> alternatives) {
            String token = text(id, bytes, tokenizer);
            tokens.add(token);
            ids.add(id);
            logProbs.add(logProb);
            top.add(most == 0 && alternatives != null ? null : alternatives);
            offsets.add(offset);
            offset += bytes.length == 0 ? 0 : token.codePointCount(0, token.length());
        }

        /** Returns whether there are no tokens. */
        public boolean isEmpty() {
            return tokens.isEmpty();
        }

        /** Returns the JSON of what was collected, and begins anew behind it. */
        public Map<String, @Nullable Object> take() {
            Map<String, @Nullable Object> out = JsonOut.object(
                    "tokens", List.copyOf(tokens),
                    "token_logprobs", new ArrayList<>(logProbs),
                    "top_logprobs", new ArrayList<>(top),
                    "text_offset", List.copyOf(offsets),
                    "token_ids", List.copyOf(ids));
            tokens.clear();
            logProbs.clear();
            top.clear();
            offsets.clear();
            ids.clear();
            return out;
        }
    }
}
