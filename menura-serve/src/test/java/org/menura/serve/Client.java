package org.menura.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.json.Json;

/** A client of a server on loopback. */
final class Client {
    /** An answer. */
    record Answer(int status, String text, HttpResponse<String> whole) {
        JsonNode json() {
            return text.isBlank() ? JsonNodeFactory.instance.nullNode() : Json.parse(text, "the answer");
        }

        /** The error of an answer in OpenAI's form. */
        JsonNode error() {
            return json().path("error");
        }

        /** The values of a stream of events, without the last mark. */
        List<JsonNode> events() {
            List<JsonNode> out = new ArrayList<>();
            for (String line : text.split("\n")) {
                if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
                    out.add(Json.parse(line.substring(6), "an event"));
                }
            }
            return out;
        }

        /** The values of a stream of lines. */
        List<JsonNode> lines() {
            return text.lines().map(l -> Json.parse(l, "a line")).toList();
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;

    Client(MenuraServer server) {
        this.base = server.address();
    }

    Answer get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET());
    }

    /** Posts JSON, which may have single quotes for double ones. */
    Answer post(String path, String json, String... headers) throws Exception {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    Answer post(String path, JsonNode json) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json.toString())));
    }

    Answer postBytes(String path, String type, byte[] body) throws Exception {
        return send(request(path, "Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder;
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body(), answer);
    }
}
