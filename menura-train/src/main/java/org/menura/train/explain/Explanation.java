package org.menura.train.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;

/**
 * What the tokens of a prompt did to the answer's: for each token of the answer a score of every token before it.
 *
 * @param read texts of the prompt's tokens
 * @param written tokens of the answer, in order
 * @param method {@code integrated-gradients} or {@code attention-rollout}
 */
public record Explanation(String prompt, List<String> read, List<Written> written, String method) {
    /** The method whose scores are nats that sum to what they explain. */
    public static final String GRADIENTS = "integrated-gradients";

    /** The method whose scores are shares that sum to 1. */
    public static final String ROLLOUT = "attention-rollout";

    /**
     * A token of the answer.
     *
     * @param text of the token
     * @param logProbability after the tokens before it
     * @param scores of the prompt's tokens, then of the answer's before it
     * @param gap by which the scores' sum misses what they explain; 0 for shares
     * @param steps points of the quadrature; 0 for shares
     */
    public record Written(String text, double logProbability, double[] scores, double gap, int steps) {}

    /**
     * Explains an answer.
     *
     * @param answer ids of its tokens, of which there is at least one
     */
    public static Explanation of(
            Explainer explainer,
            String prompt,
            int[] answer,
            String method,
            Explainer.Baseline baseline,
            double tolerance) {
        if (answer.length == 0) {
            throw new FormatException("the model ends at once, so there is no answer to explain; give one");
        }
        int[] read = explainer.read(prompt);
        boolean isGradients = method.equals(GRADIENTS);
        IntegratedGradients gradients = new IntegratedGradients(explainer, baseline, tolerance);
        List<Written> written = new ArrayList<>();
        int[] all = Arrays.copyOf(read, read.length + answer.length);
        System.arraycopy(answer, 0, all, read.length, answer.length);
        List<String> texts = texts(explainer.tokenizer(), all);
        for (int t = 0; t < answer.length; t++) {
            int[] before = Arrays.copyOf(all, read.length + t);
            String text = texts.get(read.length + t);
            if (isGradients) {
                IntegratedGradients.Result result = gradients.attribute(before, answer[t]);
                written.add(new Written(text, result.value(), result.scores(), result.gap(), result.steps()));
            } else {
                double value = gradients.value(before, answer[t]);
                written.add(new Written(text, value, explainer.rollout(before), 0, 0));
            }
        }
        return new Explanation(prompt, texts.subList(0, read.length), written, method);
    }

    /** The texts of tokens, each as it stands behind those before it. */
    private static List<String> texts(Tokenizer tokenizer, int[] ids) {
        StreamDecoder stream = tokenizer.stream(false);
        List<String> texts = new ArrayList<>();
        for (int id : ids) {
            texts.add(stream.add(id));
        }
        return texts;
    }

    /** Returns the scores summed over the answer's tokens, of each token of the prompt. */
    public double[] ofPrompt() {
        double[] sum = new double[read.size()];
        for (Written token : written) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += token.scores()[i] / (method.equals(ROLLOUT) ? written.size() : 1);
            }
        }
        return sum;
    }

    /** Returns the answer's text. */
    public String answer() {
        StringBuilder out = new StringBuilder();
        written.forEach(w -> out.append(w.text()));
        return out.toString();
    }

    /** Returns all of it as JSON. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("method", method).put("prompt", prompt).put("answer", answer());
        ArrayNode tokens = json.putArray("read");
        read.forEach(tokens::add);
        ArrayNode list = json.putArray("written");
        for (Written token : written) {
            ObjectNode one = list.addObject().put("token", token.text()).put("log_probability", token.logProbability());
            if (method.equals(GRADIENTS)) {
                one.put("gap", token.gap()).put("steps", token.steps());
            }
            Arrays.stream(token.scores()).forEach(one.putArray("scores")::add);
        }
        return json;
    }

    /**
     * Returns a chat as the serving page imports it: its token view shows for each token of the answer what was before it.
     *
     * @param title of the chat
     */
    public ObjectNode chat(String title) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("form", "menura-chats").put("version", 1);
        ObjectNode chat = json.putArray("chats").addObject().put("title", title);
        chat.putObject("chosen").put("", "question").put("question", "answer");
        ObjectNode nodes = chat.putObject("nodes");
        nodes.putObject("question").put("parent", "").put("role", "user").put("text", prompt);
        ObjectNode answer = nodes.putObject("answer")
                .put("parent", "question")
                .put("role", "assistant")
                .put("text", answer());
        ArrayNode shown = answer.putArray("read");
        read.forEach(shown::add);
        ArrayNode tokens = answer.putArray("tokens");
        for (Written token : written) {
            ObjectNode one = tokens.addObject().put("t", token.text()).put("p", token.logProbability());
            one.put("k", "text").putArray("a");
            Arrays.stream(token.scores()).forEach(one.putArray("f")::add);
        }
        return json;
    }

    /** Returns a page that needs nothing else: the prompt's tokens coloured by what they did to the whole answer. */
    public String html() {
        double[] scores = ofPrompt();
        double most = Math.max(1e-12, Arrays.stream(scores).map(Math::abs).max().orElse(0));
        StringBuilder out = new StringBuilder("""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Explanation</title>
            <style>body{font:1rem/2 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}span{white-space:pre-wrap;padding:.1rem 0}td{padding:0 1rem 0 0;white-space:pre-wrap}</style>
            <h1>Explanation</h1>
            """);
        out.append("<p>By %s. Green: made the answer likelier; red: less likely.</p>\n<p>".formatted(method));
        for (int i = 0; i < scores.length; i++) {
            out.append("<span style=\"background:rgba(%s,%.2f)\" title=\"%+.4f\">%s</span>"
                    .formatted(
                            scores[i] < 0 ? "200,60,40" : "30,140,70",
                            0.8 * Math.abs(scores[i]) / most,
                            scores[i],
                            escaped(read.get(i))));
        }
        out.append("<b>%s</b></p>\n<table>\n<tr><th>token</th><th>score</th></tr>\n".formatted(escaped(answer())));
        for (int i = 0; i < scores.length; i++) {
            out.append("<tr><td>%s</td><td>%+.4f</td></tr>\n".formatted(escaped(read.get(i)), scores[i]));
        }
        return out.append("</table>\n</html>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
