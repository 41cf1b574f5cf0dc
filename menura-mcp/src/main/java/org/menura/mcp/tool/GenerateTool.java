package org.menura.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.chat.Message;
import org.menura.generate.Answer;
import org.menura.generate.AnswerRequest;
import org.menura.generate.AnswerStream;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.TextForm;
import org.menura.generate.sample.SamplingParamsBuilder;

/** Writes a text by a language model. */
public final class GenerateTool extends ModelTool {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TOKENS = 1000;

    private final LanguageModel model;

    /** Creates the tool of a model that has a chat template. */
    public GenerateTool(LanguageModel model) {
        super(
                "generate",
                "Answers a prompt by a language model that runs on this machine. With a schema, the answer is JSON that"
                        + " the schema accepts.",
                new Parameters()
                        .text("prompt", true, "what the model is asked")
                        .text("system", false, "the system message")
                        .integer("max_tokens", false, "most tokens of the answer; 1000 unless given")
                        .number("temperature", false, "0 for the likeliest answer")
                        .integer("seed", false, "the same answer each time; another one unless given")
                        .texts("stop", false, "texts that end the answer")
                        .with("schema", false, Map.of("type", "object", "description", "a JSON schema for the answer")),
                null);
        this.model = model;
    }

    @Override
    CallToolResult call(Arguments arguments, Progress progress) throws InterruptedException {
        int most = arguments.integer("max_tokens", 1).orElse(MAX_TOKENS);
        List<Message> messages = new ArrayList<>();
        arguments.optionalText("system").ifPresent(text -> messages.add(Message.system(text)));
        messages.add(Message.user(arguments.text("prompt")));
        SamplingParamsBuilder sampling = model.sampling();
        arguments.number("temperature").ifPresent(t -> sampling.temperature((float) t));
        arguments.integer("seed", 0).ifPresent(sampling::seed);
        AnswerRequest request = AnswerRequest.of(messages)
                .with(GenerationOptions.of(most)
                        .withSampling(sampling.build())
                        .withStops(arguments.texts("stop").toArray(String[]::new)));
        Object schema = arguments.any("schema");
        if (schema != null) {
            request = request.withForm(new TextForm.Schema(JSON.valueToTree(schema)));
        }
        return answered(request, most, schema != null, progress);
    }

    private CallToolResult answered(AnswerRequest request, int most, boolean isJson, Progress progress)
            throws InterruptedException {
        try (AnswerStream stream = model.stream(request)) {
            int pieces = 0;
            while (stream.next() != null) {
                progress.report(Math.min(++pieces, most), most);
            }
            Answer answer = stream.answer();
            CallToolResult.Builder result = CallToolResult.builder().addTextContent(answer.text());
            return (isJson ? structured(result, answer.text()) : result).build();
        }
    }

    private static CallToolResult.Builder structured(CallToolResult.Builder result, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isObject() ? result.structuredContent(JSON.convertValue(json, Map.class)) : result;
        } catch (com.fasterxml.jackson.core.JsonProcessingException _) {
            return result; // it was cut off at its most tokens
        }
    }
}
