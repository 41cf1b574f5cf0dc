package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * How well a model predicts documents, one by one: of conversations, what the assistant says.
 *
 * @param bits that each takes (negative log-likelihoods to the base 2)
 * @param bytes of each in UTF-8
 */
record DocumentBits(double[] bits, double[] bytes) {
    /** Measures a model on documents. */
    static DocumentBits of(EvalModel model, LearnDocuments documents) {
        return documents.chat() ? ofChats(model, documents) : ofTexts(model, documents);
    }

    private static DocumentBits ofTexts(EvalModel model, LearnDocuments documents) {
        List<String> texts = documents.lines().stream()
                .map(line -> Json.parse(line, "a document").path("text").asText())
                .toList();
        List<Double> logs = model.rollingLogLikelihoods(texts, AnswerSink.none());
        return new DocumentBits(
                logs.stream().mapToDouble(l -> -l / Math.log(2)).toArray(),
                texts.stream().mapToDouble(DocumentBits::length).toArray());
    }

    private static DocumentBits ofChats(EvalModel model, LearnDocuments documents) {
        List<ContinuationRequest> requests = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        double[] bytes = new double[documents.size()];
        for (int i = 0; i < documents.size(); i++) {
            List<Message> said = new ArrayList<>();
            for (JsonNode message :
                    Json.parse(documents.lines().get(i), "a document").path("messages")) {
                if (!message.path("content").isTextual()) {
                    throw new FormatException("a conversation has a message that is not plain text: "
                            + documents.lines().get(i));
                }
                String text = message.path("content").asText();
                if (message.path("role").asText().equals("assistant") && !said.isEmpty()) {
                    requests.add(new ContinuationRequest(model.renderChat(said, true), text));
                    owners.add(i);
                    bytes[i] += length(text);
                }
                said.add(Message.of(new Role(message.path("role").asText()), text));
            }
        }
        double[] bits = new double[bytes.length];
        List<LogLikelihood> logs = model.logLikelihoods(requests, AnswerSink.none());
        for (int r = 0; r < logs.size(); r++) {
            bits[owners.get(r)] -= logs.get(r).value() / Math.log(2);
        }
        return new DocumentBits(bits, bytes);
    }

    private static double length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns the bits for each byte of all documents. */
    double perByte() {
        double b = 0;
        double n = 0;
        for (int i = 0; i < bits.length; i++) {
            b += bits[i];
            n += bytes[i];
        }
        return b / Math.max(1, n);
    }
}
