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
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.Request;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.RenderedChat;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;

/**
 * What an {@link AnswerRequest} means for a model.
 *
 * @param prompt the rendered conversation
 */
record AnswerSetup(Prompt prompt, AnswerPlan plan) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static AnswerSetup of(LoadedModel.Decoder model, AnswerRequest request) {
        boolean calls = !request.tools().isEmpty() && !(request.choice() instanceof ToolChoice.None);
        ChatRenderer chat = model.chat().with(request.variables());
        if (calls) {
            chat = chat.withTools(
                    request.tools().stream().map(AnswerSetup::json).toList());
        }
        RenderedChat rendered = RenderedChat.of(chat, request.messages(), true, false);
        AnswerOptions reading = AnswerOptions.DEFAULT
                .withTools(calls ? request.tools() : List.of())
                .withGenerationPrompt(rendered.introduction());
        JsonNode schema = switch (request.form()) {
            case TextForm.Free _ -> null;
            case TextForm.JsonObject _ -> MAPPER.createObjectNode().put("type", "object");
            case TextForm.Schema(JsonNode given) -> given;
        };
        AnswerPlan plan = AnswerPlan.of(
                model.text(),
                reading,
                request.tools().isEmpty() ? ToolChoice.NONE : request.choice(),
                request.parallelCalls(),
                schema);
        return new AnswerSetup(rendered.prompt(model), plan);
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
        BlockingQueue<AnswerStream.Piece> pieces = new LinkedBlockingQueue<>();
        Generator.Options options = how.forGenerator(model);
        Request request = Request.of(prompt, how.sampler(model), options)
                .withConstraint(constraint(how))
                .withEvents(event -> pieces.add(new AnswerStream.Piece(event)));
        if (how.adapters() != null) {
            request = request.withModel(model.view(how.adapters()));
        }
        AnswerReader reader = plan.reader(model.loaded().text().tokenizer(), prompt, options.stops());
        Engine.Task task = model.submitAll(List.of(request)).getFirst();
        return new AnswerStream(task, pieces, reader);
    }

    /** What follows from tools and forms, or what the caller says where there are none. */
    private @Nullable Constraint constraint(GenerationOptions how) {
        Constraint given = how.constraint();
        return given == null ? plan.constraint() : given.copy();
    }
}
