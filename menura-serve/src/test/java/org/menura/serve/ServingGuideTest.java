package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.serve.http.Fields;
import org.menura.serve.http.Router;
import org.menura.serve.metrics.ServerMetrics;
import org.menura.serve.model.ModelEntry;
import org.menura.serve.model.ModelStore;
import org.menura.serve.work.Background;
import org.menura.serve.work.MediaLimits;
import org.menura.serve.work.Services;
import org.menura.tensor.cpu.CpuBackend;

/**
 * The table of docs/serving-api.md is what the code says: the routes of the router, and what became of the fields of a
 * request to each of them.
 */
@Tag("slow")
@Timeout(240)
class ServingGuideTest {
    private static final Path GUIDE = Path.of("../docs/serving-api.md");
    private static final String BEGIN = "<!-- generated: routes -->\n";
    private static final String END = "<!-- end -->";

    /** A request that each route reads to its end. */
    private static final Map<String, String> REQUESTS = Map.ofEntries(
            Map.entry("/v1/chat/completions", "{'messages':[{'role':'user','content':'Hi'}],'max_tokens':1}"),
            Map.entry("/v1/completions", "{'prompt':'a','max_tokens':1}"),
            Map.entry("/v1/embeddings", "{'input':'a'}"),
            Map.entry("/v1/responses", "{'input':'a','max_output_tokens':1}"),
            Map.entry("/v1/responses/input_tokens", "{'input':'a'}"),
            Map.entry("/v1/messages", "{'messages':[{'role':'user','content':'Hi'}],'max_tokens':1}"),
            Map.entry("/v1/messages/count_tokens", "{'messages':[{'role':'user','content':'Hi'}]}"),
            Map.entry("/embedding", "{'content':'a'}"),
            Map.entry("/rerank", "{'query':'a','texts':['b']}"),
            Map.entry("/embed", "{'inputs':'a'}"),
            Map.entry("/score", "{'text_1':'a','text_2':'b'}"),
            Map.entry("/v1/rerank", "{'query':'a','documents':['b']}"),
            Map.entry("/classify", "{'model':'classes','input':'w9'}"),
            Map.entry("/predict", "{'model':'classes','inputs':'w9'}"),
            Map.entry("/v1/hidden_states", "{'input':'a'}"),
            Map.entry("/v1/images/generations", "{'model':'omni','prompt':'a cat','steps':1}"),
            Map.entry("/tokenize", "{'prompt':'a'}"),
            Map.entry("/detokenize", "{'tokens':[1]}"),
            Map.entry("/apply-template", "{'messages':[{'role':'user','content':'Hi'}]}"),
            Map.entry("/completion", "{'prompt':'a','n_predict':1}"),
            Map.entry("/models/load", "{'model':'nano'}"),
            Map.entry("/models/unload", "{'model':'omni'}"),
            Map.entry(
                    "/api/chat",
                    "{'model':'nano','messages':[{'role':'user','content':'Hi'}],'options':{'num_predict':1}}"),
            Map.entry("/api/generate", "{'model':'nano','prompt':'Hi','options':{'num_predict':1}}"),
            Map.entry("/api/embed", "{'model':'nano','input':'a'}"),
            Map.entry("/api/embeddings", "{'model':'nano','prompt':'a'}"),
            Map.entry("/api/show", "{'model':'nano'}"));

    @TempDir
    private Path folder;

    @Test
    void theTableOfRoutesIsTheCodes() throws Exception {
        Map<String, Map<String, Fields.Use>> uses = new ConcurrentHashMap<>();
        List<Router.Route> routes = routes();
        try (MenuraServer server = MenuraServer.start(TestModels.options(
                        ModelEntry.of("nano", TestModels.NANO),
                        ModelEntry.of("omni", TestModels.OMNI),
                        ModelEntry.of("classes", TestModels.classes(Files.createDirectory(folder.resolve("classes")))))
                .withSessions(folder))) {
            server.trace((route, fields) -> uses.put(route.path(), Map.copyOf(fields.uses())));
            Client client = new Client(server);
            for (Map.Entry<String, String> request : REQUESTS.entrySet()) {
                Client.Answer answer = client.post(request.getKey(), request.getValue());
                assertEquals(200, answer.status(), request.getKey() + ": " + answer.text());
            }
        }
        String table = BEGIN + table(routes, uses);
        String guide = Files.readString(GUIDE).replace("\r\n", "\n");
        int from = guide.indexOf(BEGIN);
        int to = guide.indexOf(END, from);
        Path made = Files.createDirectories(Path.of("target")).resolve("serving-api-table.md");
        Files.writeString(made, table);
        assertEquals(
                table,
                guide.substring(from, to),
                "put %s between the marks of docs/serving-api.md"
                        .formatted(made.toAbsolutePath().normalize()));
    }

    private List<Router.Route> routes() throws Exception {
        try (ModelStore none = ModelStore.of(
                        List.of(),
                        TestModels.options(ModelEntry.of(TestModels.NANO)).load(),
                        new CpuBackend(1),
                        null,
                        Duration.ZERO);
                Background background = new Background(1)) {
            Services services =
                    new Services(none, new ServerMetrics(Map::of, () -> 0), background, MediaLimits.DEFAULT, folder);
            return Routes.of(services, new Health(services)).routes();
        }
    }

    private static String table(List<Router.Route> routes, Map<String, Map<String, Fields.Use>> uses) {
        StringBuilder out = new StringBuilder("| route | key | |\n|---|---|---|\n");
        Map<String, List<Router.Route>> byPath = routes.stream()
                .collect(Collectors.groupingBy(Router.Route::path, LinkedHashMap::new, Collectors.toList()));
        byPath.forEach((path, all) -> out.append("| `%s %s` | %s | %s |\n"
                .formatted(
                        all.stream().map(Router.Route::method).collect(Collectors.joining("`, `")),
                        path,
                        all.getFirst().isOpen() ? "no" : "yes",
                        uses.containsKey(path) ? "[fields](#" + anchor(path) + ")" : "")));
        for (String path : byPath.keySet()) {
            Map<String, Fields.Use> of = uses.get(path);
            if (of != null) {
                out.append("\n### ").append(path).append("\n\n");
                out.append(names(of));
            }
        }
        return out.append('\n').toString();
    }

    private static String anchor(String path) {
        return path.substring(1).replaceAll("[/.]", "");
    }

    private static String names(Map<String, Fields.Use> uses) {
        Map<Fields.Use, TreeSet<String>> names = new EnumMap<>(Fields.Use.class);
        uses.forEach(
                (name, use) -> names.computeIfAbsent(use, _ -> new TreeSet<>()).add("`" + name + "`"));
        StringBuilder out = new StringBuilder();
        names.forEach((use, all) -> out.append(
                        switch (use) {
                            case HONOURED -> "Honoured: ";
                            case HARMLESS -> "\nAccepted, without effect on the answer: ";
                            case REFUSED -> "\nRefused, unless they ask for nothing: ";
                        })
                .append(String.join(", ", all))
                .append(".\n"));
        return out.toString();
    }
}
