package org.menura.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.Batch;
import org.menura.scripted.Script;
import org.menura.serve.MenuraServer;
import org.menura.serve.ServerOptions;
import org.menura.serve.model.ModelEntry;

/**
 * Bodies of requests to a server on loopback whose model says what is written down: the first byte says to which route. Each
 * is answered, or refused as the client's mistake, in JSON and in time.
 */
public final class RequestFuzz {
    /** Routes that read a body. */
    private static final List<String> ROUTES = List.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/responses",
            "/v1/messages",
            "/v1/messages/count_tokens",
            "/v1/embeddings",
            "/v1/rerank",
            "/v1/responses/input_tokens",
            "/v1/hidden_states",
            "/v1/images/generations",
            "/v1/audio/speech",
            "/api/chat",
            "/api/generate",
            "/api/embed",
            "/api/embeddings",
            "/api/show",
            "/completion",
            "/infill",
            "/tokenize",
            "/detokenize",
            "/apply-template",
            "/models/load");

    private static final int NOT_IMPLEMENTED = 501;
    private static final int CONTEXT = 256;

    private static final LoopbackClient CLIENT = new LoopbackClient(server().port());

    private RequestFuzz() {}

    /** Starts the server before the time of an input counts. */
    public static void fuzzerInitialize() {
        String conversation = "{\"messages\": [{\"role\": \"user\", \"content\": \"json\"}]}";
        for (String route : List.of("/apply-template", "/v1/chat/completions")) {
            CLIENT.post(route, conversation.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static MenuraServer server() {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            Script script = new Script()
                    .context(CONTEXT)
                    .answer("<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>", "call")
                    .answer("{\"a\": [1, \"b\", null]}", "json")
                    .answer("Yes.");
            return MenuraServer.start(ServerOptions.of(ModelEntry.of("m", script.writeTo(folder)))
                    .withPort(0)
                    .withLoad(LoadOptions.defaults().withThreads(1).withLimits(Batch.Limits.exact(2))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String route = ROUTES.get((input[0] & 0xFF) % ROUTES.size());
        LoopbackClient.Answer answer = CLIENT.post(route, Arrays.copyOfRange(input, 1, input.length));
        int status = answer.status();
        if (status != NOT_IMPLEMENTED && (status < 200 || status >= 500)) {
            throw new AssertionError("%s: %d %s".formatted(route, status, answer.text()));
        }
        if (status >= 400) {
            try {
                Json.parse(answer.text(), "an error");
            } catch (FormatException e) {
                throw new AssertionError("%s: %d %s".formatted(route, status, answer.text()), e);
            }
        }
    }
}
