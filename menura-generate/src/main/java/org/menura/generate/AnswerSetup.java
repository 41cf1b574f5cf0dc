package org.menura.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.AnswerParser;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.Request;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.structural.AnswerConstraint;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TokenEvent;

/**
 * What an {@link AnswerRequest} means for a model: the prompt, how its answer is read, and what it is held to.
 *
 * @param prompt the rendered conversation
 * @param reading what the parser is told of the request
 * @param constraint at the start of the answer; null where any answer will do
 */
record AnswerSetup(
        Prompt prompt,
        AnswerFormat format,
        AnswerOptions reading,
        @Nullable Constraint constraint) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static AnswerSetup of(LoadedModel.Decoder model, AnswerRequest request) {
        boolean calls = !request.tools().isEmpty() && !(request.choice() instanceof ToolChoice.None);
        ChatRenderer chat = model.chat().with(request.variables());
        if (calls) {
            chat = chat.withTools(
                    request.tools().stream().map(AnswerSetup::json).toList());
        }
        String open = chat.render(request.messages(), false).text();
        String rendered = chat.render(request.messages(), true).text();
        String introduction = rendered.startsWith(open) ? rendered.substring(open.length()) : "";
        AnswerFormat format = model.text().answers();
        AnswerOptions reading = AnswerOptions.DEFAULT
                .withTools(calls ? request.tools() : List.of())
                .withGenerationPrompt(introduction);
        return new AnswerSetup(
                prompt(model, chat, request, rendered),
                format,
                request.form() instanceof TextForm.Free ? reading : reading.withJson(),
                constraint(format, reading, request, model.text()));
    }

    /** What holds the answer to the tools and the form; null for any answer. */
    private static @Nullable Constraint constraint(
            AnswerFormat format, AnswerOptions reading, AnswerRequest request, ModelTokenizer text) {
        JsonNode schema = switch (request.form()) {
            case TextForm.Free _ -> null;
            case TextForm.JsonObject _ -> MAPPER.createObjectNode().put("type", "object");
            case TextForm.Schema(JsonNode given) -> given;
        };
        return AnswerConstraint.of(
                format,
                reading,
                request.tools().isEmpty() ? ToolChoice.NONE : request.choice(),
                request.parallelCalls(),
                schema,
                text.tokenizer(),
                text.vocabulary());
    }

    private static Prompt prompt(LoadedModel.Decoder model, ChatRenderer chat, AnswerRequest request, String rendered) {
        List<Content> media = chat.media(request.messages());
        return media.isEmpty()
                ? Prompt.of(chat.ids(rendered))
                : new MultimodalProcessor(model).prompt(chat.placedIds(rendered), media);
    }

    /** A tool as chat templates read it. */
    private static Map<String, Object> json(ToolDefinition tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            function.put("description", tool.description());
        }
        function.put("parameters", MAPPER.convertValue(tool.parameters(), Object.class));
        return Map.of("type", "function", "function", function);
    }

    /** Begins the answer. */
    AnswerStream start(LanguageModel model, GenerationOptions how) {
        Tokenizer tokenizer = model.loaded().text().tokenizer();
        BlockingQueue<AnswerStream.Piece> pieces = new LinkedBlockingQueue<>();
        Request request = Request.of(prompt, how.sampler(), how.forGenerator(model.endIds()))
                .withConstraint(constraint)
                .withEvents(event -> {
                    String text = spelled(event, tokenizer);
                    if (!text.isEmpty()) {
                        pieces.add(new AnswerStream.Piece(text));
                    }
                });
        if (how.adapters() != null) {
            request = request.withModel(model.view(how.adapters()));
        }
        AnswerParser parser = format.parser(reading);
        Engine.Task task = model.submitAll(List.of(request)).getFirst();
        return new AnswerStream(task, pieces, parser);
    }

    /** The text of an event, with a control token spelled out unless it ended the answer. */
    private static String spelled(TokenEvent event, Tokenizer tokenizer) {
        boolean isControl = event.isToken() && !event.isEnd() && event.bytes().length == 0;
        return isControl ? event.text() + tokenizer.token(event.id()) : event.text();
    }
}
