package org.menura.eval.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;

class RemoteModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger busy = new AtomicInteger();
    private HttpServer server;

    /** A server whose tokens are words with the blank before them, of log-probability −length, after a BOS token. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", e -> answer(e, 200, "{\"data\":[{\"id\":\"words\"}]}"));
        server.createContext("/v1/completions", e -> {
            JsonNode body = JSON.readTree(e.getRequestBody());
            asked.add(body);
            keys.add(String.valueOf(e.getRequestHeaders().getFirst("Authorization")));
            if (busy.getAndDecrement() > 0) {
                e.getResponseHeaders().set("Retry-After", "0");
                answer(e, 503, "{\"error\":{\"message\":\"busy\"}}");
            } else if (body.path("prompt").asText().contains("forbidden")) {
                answer(e, 400, "{\"error\":{\"message\":\"no echo here\"}}");
            } else {
                answer(e, 200, completion(body).toString());
            }
        });
        server.createContext("/v1/chat/completions", e -> {
            JsonNode body = JSON.readTree(e.getRequestBody());
            asked.add(body);
            String last = body.path("messages")
                    .path(body.path("messages").size() - 1)
                    .path("content")
                    .asText();
            ObjectNode out = JSON.createObjectNode();
            out.putArray("choices").addObject().putObject("message").put("content", "you said " + last + " STOP more");
            answer(e, 200, out.toString());
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static ObjectNode completion(JsonNode body) {
        String prompt = body.path("prompt").asText();
        ObjectNode out = JSON.createObjectNode();
        ObjectNode choice = out.putArray("choices").addObject().put("index", 0);
        if (!body.path("echo").asBoolean()) {
            choice.put("text", " an answer\nand more");
            return out;
        }
        choice.put("text", prompt + " next");
        ObjectNode probs = choice.putObject("logprobs");
        ArrayNode tokens = probs.putArray("tokens").add("<bos>");
        ArrayNode values = probs.putArray("token_logprobs").addNull();
        ArrayNode tops = probs.putArray("top_logprobs").addNull();
        for (String word : (prompt + " next").split("(?= )")) {
            tokens.add(word);
            values.add(-word.length());
            tops.addObject().put("x", word.contains("likely") ? -word.length() : -1.0);
        }
        out.putObject("usage").put("prompt_tokens", tokens.size() - 1);
        return out;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private RemoteModel model(boolean chat) {
        ServerAddress address = ServerAddress.of(
                "http://127.0.0.1:" + server.getAddress().getPort() + (chat ? "/v1/chat/completions" : ""));
        return new RemoteModel(
                address, RemoteModel.Options.of("", chat, "secret").withTries(2));
    }

    @Test
    void likelihoodsOfContinuations() {
        try (RemoteModel model = model(false)) {
            assertEquals("words", model.name());
            List<LogLikelihood> answers = model.logLikelihoods(
                    List.of(
                            new ContinuationRequest("the question", " its answer"),
                            new ContinuationRequest("the question ", "likely"),
                            new ContinuationRequest("", "whole text")),
                    AnswerSink.none());
            assertEquals(new LogLikelihood(-11, false), answers.get(0));
            assertEquals(new LogLikelihood(-7, true), answers.get(1));
            assertEquals(new LogLikelihood(-10, false), answers.get(2));
            assertEquals("Bearer secret", keys.getFirst());
            assertEquals(List.of(-16.0), model.rollingLogLikelihoods(List.of("all of the words"), AnswerSink.none()));
        }
    }

    @Test
    void answersEndAtTheirStops() {
        try (RemoteModel model = model(false)) {
            GenerationSettings settings = new GenerationSettings(
                    Map.of("until", List.of("a", "b", "c", "d", "\n"), "max_gen_toks", 7, "temperature", 0.5));
            assertEquals(
                    List.of(" "), model.generate(List.of(new GenerationRequest("Q", settings)), AnswerSink.none()));
            JsonNode body = asked.getLast();
            assertEquals(4, body.path("stop").size());
            assertEquals(7, body.path("max_tokens").intValue());
            assertEquals(0.5, body.path("temperature").doubleValue());
        }
    }

    @Test
    void conversationsAreSentAsMessages() {
        try (RemoteModel model = model(true)) {
            String context = model.renderChat(List.of(Message.system("be brief"), Message.user("hello")), true);
            GenerationSettings settings = new GenerationSettings(Map.of("until", List.of(" STOP")));
            assertEquals(
                    List.of("you said hello"),
                    model.generate(List.of(new GenerationRequest(context, settings)), AnswerSink.none()));
            assertEquals(
                    "system",
                    asked.getLast().path("messages").path(0).path("role").asText());
            FormatException e = assertThrows(
                    FormatException.class,
                    () -> model.logLikelihoods(List.of(new ContinuationRequest("a", " b")), AnswerSink.none()));
            assertTrue(e.getMessage().contains("--model local-completions"), e.getMessage());
        }
    }

    @Test
    void whatIsBusyIsAskedAgainAndRefusalsAreSaid() {
        try (RemoteModel model = model(false)) {
            busy.set(1);
            assertEquals(
                    1,
                    model.logLikelihoods(List.of(new ContinuationRequest("a", " b")), AnswerSink.none())
                            .size());
            busy.set(5);
            FormatException failed = assertThrows(
                    FormatException.class, () -> model.rollingLogLikelihoods(List.of("a b"), AnswerSink.none()));
            assertTrue(failed.getMessage().contains("in 2 tries: it answered 503: busy"), failed.getMessage());
            busy.set(0);
            RefusedException refused = assertThrows(
                    RefusedException.class, () -> model.rollingLogLikelihoods(List.of("forbidden"), AnswerSink.none()));
            assertEquals(400, refused.status());
            assertTrue(refused.getMessage().contains("no echo here"), refused.getMessage());
            assertFalse(refused.getMessage().contains("secret"));
        }
    }

    @Test
    void addresses() {
        for (String text : List.of(
                "http://h:1",
                "http://h:1/",
                "http://h:1/v1",
                "http://h:1/v1/completions",
                "http://h:1/v1/chat/completions")) {
            assertEquals("http://h:1/v1", ServerAddress.of(text).base().toString(), text);
        }
        assertEquals(
                "https://api.x/openai/v1",
                ServerAddress.of("https://api.x/openai/v1").base().toString());
        assertThrows(FormatException.class, () -> ServerAddress.of("h:1"));
    }
}
