package org.menura.serve.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.ChatFields;
import org.menura.serve.work.ChatPrompt;
import org.menura.serve.work.Contexts;
import org.menura.serve.work.LogProbsJson;
import org.menura.serve.work.MixedTokens;
import org.menura.serve.work.Services;

/** Tokens of texts and texts of tokens, as vLLM's and llama.cpp's servers have them. */
public final class TokenRoutes {
    private final Services services;

    private TokenRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        TokenRoutes routes = new TokenRoutes(services);
        router.add("POST", "/tokenize", routes::tokenize);
        router.add("POST", "/detokenize", routes::detokenize);
        router.add("GET", "/tokenizer_info", routes::info);
        router.add("POST", "/apply-template", routes::applyTemplate);
    }

    private static ModelTokenizer text(Lease lease) {
        if (lease.model() instanceof ServedModel.Language(LanguageModel model)
                && model.loaded().text().hasTokenizer()) {
            return model.loaded().text();
        }
        throw HttpError.invalid("model", "the model '%s' has no tokenizer of texts".formatted(lease.name()));
    }

    /** vLLM's {@code prompt} or {@code messages}, or llama.cpp's {@code content}. */
    private void tokenize(Exchange exchange) {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            Tokenizer tokenizer = text(lease).tokenizer();
            if (fields.has("content")) {
                native_(exchange, fields, tokenizer);
                return;
            }
            int[] ids;
            if (fields.has("messages")) {
                ChatFields.Conversation asked = ChatFields.conversation(fields, services.limits());
                ids = ChatPrompt.of(lease, asked).prompt().ids();
            } else {
                String prompt = fields.text("prompt");
                ids = tokenizer.encode(prompt, fields.flag("add_special_tokens", true), true);
            }
            boolean withTexts = fields.flag("return_token_strs", false);
            fields.finish();
            exchange.send(JsonOut.object(
                    "count",
                    ids.length,
                    "max_model_len",
                    Contexts.of(lease),
                    "tokens",
                    ids,
                    "token_strs",
                    withTexts ? IntStream.of(ids).mapToObj(tokenizer::token).toList() : null));
        }
    }

    private static void native_(Exchange exchange, Fields fields, Tokenizer tokenizer) {
        int[] ids = MixedTokens.ids(
                fields.required("content"),
                "content",
                tokenizer,
                fields.flag("add_special", false),
                fields.flag("parse_special", true));
        boolean withPieces = fields.flag("with_pieces", false);
        fields.finish();
        if (!withPieces) {
            exchange.send(JsonOut.object("tokens", ids));
            return;
        }
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (int id : ids) {
            byte[] bytes = tokenizer.bytes(id);
            String text = LogProbsJson.text(id, bytes, tokenizer);
            Object piece = text;
            if (text.startsWith("bytes:")) {
                int[] values = new int[bytes.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes[i] & 0xFF;
                }
                piece = values;
            }
            out.add(JsonOut.object("id", id, "piece", piece));
        }
        exchange.send(JsonOut.object("tokens", out));
    }

    private void detokenize(Exchange exchange) {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            Tokenizer tokenizer = text(lease).tokenizer();
            List<Integer> ids = new ArrayList<>();
            fields.required("tokens");
            fields.list("tokens").forEach(id -> {
                if (!id.isIntegralNumber()
                        || !id.canConvertToInt()
                        || id.intValue() < 0
                        || id.intValue() >= tokenizer.size()) {
                    throw Fields.wrong("tokens[%d]".formatted(ids.size()), "a token id below " + tokenizer.size(), id);
                }
                ids.add(id.intValue());
            });
            fields.finish();
            String text = tokenizer.decode(ids.stream().mapToInt(i -> i).toArray(), false);
            exchange.send(JsonOut.object("prompt", text, "content", pieces(ids, tokenizer)));
        }
    }

    /** What stands within a text, which may begin with a blank that a text itself does not begin with. */
    private static String pieces(List<Integer> ids, Tokenizer tokenizer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            byte[] bytes = tokenizer.bytes(id);
            out.writeBytes(bytes.length == 0 ? tokenizer.token(id).getBytes(StandardCharsets.UTF_8) : bytes);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private void info(Exchange exchange) {
        String name = exchange.query("model");
        try (Lease lease = services.models().lease(name == null ? "" : name)) {
            ModelTokenizer text = text(lease);
            Tokenizer tokenizer = text.tokenizer();
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            out.put("tokenizer_class", tokenizer.getClass().getSimpleName());
            out.put("vocab_size", tokenizer.size());
            out.put("model_max_length", Contexts.of(lease));
            out.put("bos_token", token(tokenizer, tokenizer.bos()));
            out.put("eos_token", token(tokenizer, tokenizer.eos()));
            out.put("pad_token", token(tokenizer, tokenizer.pad()));
            out.put("unk_token", token(tokenizer, tokenizer.unk()));
            out.put("add_bos_token", adds(tokenizer, tokenizer.bos(), true));
            out.put("add_eos_token", adds(tokenizer, tokenizer.eos(), false));
            out.put("chat_template", text.hasChatTemplate() ? text.chatTemplate() : null);
            exchange.send(out);
        }
    }

    private static @Nullable String token(Tokenizer tokenizer, OptionalInt id) {
        return id.isPresent() ? tokenizer.token(id.getAsInt()) : null;
    }

    private static boolean adds(Tokenizer tokenizer, OptionalInt id, boolean first) {
        int[] ids = tokenizer.encode("a", true, false);
        return id.isPresent() && ids.length > 0 && ids[first ? 0 : ids.length - 1] == id.getAsInt();
    }

    private void applyTemplate(Exchange exchange) {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            ChatFields.Conversation asked = ChatFields.conversation(fields, services.limits());
            fields.finish();
            exchange.send(JsonOut.object("prompt", ChatPrompt.of(lease, asked).text()));
        }
    }
}
