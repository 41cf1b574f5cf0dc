package org.menura.serve.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.tool.ToolChoice;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.ErrorFormat;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.ChatFields;
import org.menura.serve.work.ChatPrompt;
import org.menura.serve.work.ChatRequest;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.Embeddings;
import org.menura.serve.work.Fim;
import org.menura.serve.work.Services;
import org.menura.serve.work.TextRun;

/** ollama's {@code /api/chat}, {@code /api/generate} and {@code /api/embed}. */
public final class OllamaRoutes {
    private final Services services;

    private OllamaRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        OllamaRoutes routes = new OllamaRoutes(services);
        router.add("POST", "/api/chat", ErrorFormat.OLLAMA, routes::chat);
        router.add("POST", "/api/generate", ErrorFormat.OLLAMA, routes::generate);
        router.add("POST", "/api/embed", ErrorFormat.OLLAMA, routes::embed);
        router.add("POST", "/api/embeddings", ErrorFormat.OLLAMA, routes::embedOne);
        OllamaModels.add(router, services);
    }

    private void chat(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        fields.required("model");
        try (Lease lease = services.lease(fields)) {
            Duration keep = OllamaFields.keepAlive(fields, lease);
            boolean isStream = fields.flag("stream", true);
            List<Message> messages = new ArrayList<>();
            for (Fields message : fields.objects("messages")) {
                String where = "messages[%d]".formatted(messages.size());
                messages.add(ChatFields.message(OllamaFields.message(message), where, services.limits()));
            }
            OllamaAnswer answer = new OllamaAnswer(exchange, lease, true, isStream);
            if (messages.isEmpty()) {
                answer.loaded(keep != null && keep.isZero() ? "unload" : "load");
                return;
            }
            ModelTokenizer text = TextRun.language(lease).loaded().text();
            OllamaFields.Asked asked = OllamaFields.text(fields, text, services.limits());
            ChatFields.Conversation conversation = ChatFields.Conversation.of(messages)
                    .withTools(ChatFields.tools(fields))
                    .withVariables(OllamaFields.thinking(fields));
            fields.harmless("model", "truncate", "shift");
            fields.finish();
            answer.give(ChatRun.start(services, exchange, lease, request(lease, conversation, asked)));
        }
    }

    private static ChatRequest request(Lease lease, ChatFields.Conversation conversation, OllamaFields.Asked asked) {
        int tokens =
                asked.context() == 0 ? 0 : ChatPrompt.of(lease, conversation).ids().length;
        return ChatRequest.of(conversation, asked.behind(tokens))
                .withChoice(conversation.tools().isEmpty() ? ToolChoice.NONE : ToolChoice.AUTO, true);
    }

    private void generate(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        fields.required("model");
        try (Lease lease = services.lease(fields)) {
            Duration keep = OllamaFields.keepAlive(fields, lease);
            boolean isStream = fields.flag("stream", true);
            String prompt = fields.text("prompt", "");
            String suffix = fields.text("suffix", "");
            String system = fields.text("system", "");
            List<String> images = fields.texts("images");
            boolean raw = fields.flag("raw", false);
            OllamaAnswer answer = new OllamaAnswer(exchange, lease, false, isStream);
            fields.harmless("model", "truncate", "shift");
            fields.unsupported("template", "context");
            if (prompt.isEmpty() && images.isEmpty()) {
                answer.loaded(keep != null && keep.isZero() ? "unload" : "load");
                return;
            }
            LanguageModel model = TextRun.language(lease);
            ModelTokenizer text = model.loaded().text();
            OllamaFields.Asked asked = OllamaFields.text(fields, text, services.limits());
            Map<String, Object> thinking = OllamaFields.thinking(fields);
            fields.finish();
            boolean plain = raw || !suffix.isEmpty() || !text.hasChatTemplate();
            if (plain && !images.isEmpty()) {
                throw HttpError.invalid(
                        "images", "pictures go with a chat template alone: leave out 'raw' and 'suffix'");
            }
            if (plain) {
                int[] ids = suffix.isEmpty()
                        ? text.prompt(system.isEmpty() ? prompt : system + "\n" + prompt)
                        : Fim.ids(text.tokenizer(), prompt, suffix, "suffix");
                answer.give(ChatRun.continuing(services, exchange, lease, ids, asked.behind(ids.length)));
                return;
            }
            ChatFields.Conversation conversation =
                    ChatFields.Conversation.of(messages(system, prompt, images)).withVariables(thinking);
            answer.give(ChatRun.start(services, exchange, lease, request(lease, conversation, asked)));
        }
    }

    private List<Message> messages(String system, String prompt, List<String> images) {
        List<Message> out = new ArrayList<>();
        if (!system.isEmpty()) {
            out.add(Message.of(Role.SYSTEM, system));
        }
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "user");
        if (images.isEmpty()) {
            message.put("content", prompt);
        } else {
            ArrayNode parts = message.putArray("content");
            parts.addObject().put("type", "text").put("text", prompt);
            images.forEach(i -> parts.add(OllamaFields.image(i)));
        }
        out.add(ChatFields.message(message, "prompt", services.limits()));
        return out;
    }

    private void embed(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        long start = System.nanoTime();
        fields.required("model");
        try (Lease lease = services.lease(fields)) {
            OllamaFields.keepAlive(fields, lease);
            List<String> texts = fields.texts("input");
            boolean mayCut = fields.flag("truncate", true);
            int dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE).orElse(0);
            fields.harmless("model", "options");
            fields.finish();
            Embeddings.Result result = texts.isEmpty()
                    ? new Embeddings.Result(List.of(), 0)
                    : Embeddings.of(
                            services, exchange, lease, texts, new Embeddings.Form(null, dimensions, mayCut, true));
            exchange.send(JsonOut.object(
                    "model", lease.name(),
                    "embeddings", result.vectors(),
                    "total_duration", System.nanoTime() - start,
                    "load_duration", 0,
                    "prompt_eval_count", result.tokens()));
        }
    }

    private void embedOne(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            OllamaFields.keepAlive(fields, lease);
            String prompt = fields.text("prompt");
            fields.harmless("model", "options");
            fields.finish();
            Embeddings.Result result =
                    Embeddings.of(services, exchange, lease, List.of(prompt), new Embeddings.Form(null, 0, true, true));
            Map<String, @Nullable Object> out =
                    JsonOut.object("embedding", result.vectors().getFirst());
            exchange.send(out);
        }
    }
}
