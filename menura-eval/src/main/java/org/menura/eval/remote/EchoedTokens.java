package org.menura.eval.remote;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.format.FormatException;

/**
 * The tokens of a prompt that a server has echoed, with their log-probabilities, and one that it wrote.
 *
 * @param choice {@code choices[i]} of a completion
 * @param promptTokens how many tokens the prompt has, with what the server puts before it; negative if it doesn't say
 */
record EchoedTokens(String prompt, JsonNode choice, int promptTokens) {
    /** A sum of log-probabilities, and whether each token was the likeliest. */
    record Sum(double logProb, boolean greedy) {}

    private JsonNode probs() {
        JsonNode probs = choice.path("logprobs");
        if (!probs.path("token_logprobs").isArray() || !probs.path("tokens").isArray()) {
            throw new FormatException("the server gives no log-probabilities of a prompt (echo with logprobs at"
                    + " /completions), and tasks that compare likelihoods need them; Menura's own server, vLLM and"
                    + " llama.cpp's older ones have them, tasks that generate answers run anywhere");
        }
        return probs;
    }

    /** Returns the number of the first token after so many characters of the prompt; -1 if the tokens don't tell. */
    int tokenAt(int characters) {
        JsonNode tokens = probs().path("tokens");
        StringBuilder all = new StringBuilder();
        tokens.forEach(token -> all.append(token.asText()));
        int before = all.indexOf(prompt);
        if (before < 0) {
            return -1;
        }
        int end = 0;
        for (int i = 0; i < tokens.size(); i++) {
            end += tokens.get(i).asText().length();
            if (end > before + characters) {
                return i;
            }
        }
        return tokens.size();
    }

    /** Returns the number of the first token that is the server's own. */
    int end() {
        if (promptTokens >= 0) {
            return Math.min(promptTokens, probs().path("tokens").size());
        }
        int at = tokenAt(prompt.length());
        return at < 0 ? probs().path("tokens").size() - 1 : at;
    }

    /** Returns the sum over tokens {@code from} up to the end of the prompt. */
    Sum sum(int from) {
        JsonNode values = probs().path("token_logprobs");
        JsonNode tops = probs().path("top_logprobs");
        int to = end();
        if (from >= to) {
            throw new FormatException("the continuation of a prompt has no tokens of its own at the server");
        }
        double sum = 0;
        boolean greedy = true;
        for (int i = from; i < to; i++) {
            if (!values.path(i).isNumber()) {
                throw new FormatException(
                        "the server gives the first token of a prompt no log-probability, as its model"
                                + " has no token that begins a text; tasks with empty contexts can't be measured there");
            }
            double value = values.get(i).doubleValue();
            sum += value;
            JsonNode top = tops.path(i);
            double best = Double.NEGATIVE_INFINITY;
            for (JsonNode other : top) {
                best = Math.max(
                        best,
                        other.isNumber()
                                ? other.doubleValue()
                                : other.path("logprob").asDouble(best));
            }
            greedy &= value >= best;
        }
        return new Sum(sum, greedy);
    }
}
