package org.menura.chat.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.chat.Message;
import org.menura.chat.Testdata;

class RenderingProbeTest {
    /** Templates of known families, which are read here as if nobody knew them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Apertus-8B-Instruct",
                "Bielik-11B-v3.0-Instruct",
                "Cohere2MoE",
                "GLM-4.7-Flash",
                "GigaChat3.1-10B-A1.8B",
                "LFM2.5-8B-A1B",
                "MiMo-VL",
                "MiniMax-M2",
                "Mistral-Small-3.2-24B-Instruct-2506",
                "NVIDIA-Nemotron-Nano-v2",
                "Qwen-Qwen2.5-7B-Instruct",
                "Qwen3-Coder",
                "Reka-Edge",
                "StepFun3.5-Flash",
                "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
                "deepseek-ai-DeepSeek-V4",
                "ibm-granite-granite-4.0",
                "inclusionai-ling-3.0-flash",
                "meta-llama-Llama-3.2-3B-Instruct",
                "mistralai-Mistral-Nemo-Instruct-2407",
                "openbmb-MiniCPM5-1B",
                "poolside-Laguna-XS-2.1",
                "tencent-Hy3",
                "unsloth-mistral-Devstral-Small-2507"
            })
    void callsAreReadOffRenderings(String template) throws IOException {
        String source = Files.readString(Testdata.path("templates/" + template + "/chat_template.jinja"));
        AnswerFormat format = RenderingProbe.format(source, Map.of());
        assertEquals("template", format.name());
        assertTrue(format.callsTools());
    }

    @Test
    void aTemplateThatNobodyKnowsGivesItsFormAway() {
        String template = """
                {%- for m in messages %}{{ '[' ~ m.role ~ ']' }}
                {%- if m.reasoning_content %}(musing){{ m.reasoning_content }}(/musing){% endif %}{{ m.content }}
                {%- for c in m.tool_calls or [] %}{{ '%%use ' ~ c.function.name ~ ' with ' ~ (c.function.arguments | tojson) ~ '%%' }}{% endfor %}
                {%- if m.role == 'assistant' %}[end]{% endif %}{% endfor %}
                {%- if add_generation_prompt %}[assistant]{% endif %}""";
        AnswerFormat format = AnswerFormats.of(template, Map.of());
        assertEquals(List.of("(musing)"), format.reasoning().opens());
        AnswerOptions options = AnswerOptions.DEFAULT.withGenerationPrompt("[assistant]");
        Message message = format.parser(options)
                .parse("(musing)Hm.(/musing)I look.%%use look with {\"at\": \"home\"}%%%%use rest with {}%%");
        assertEquals("Hm.", message.reasoning());
        assertEquals("I look.", message.text());
        assertEquals(
                List.of("look", "rest"),
                message.toolCalls().stream().map(c -> c.name()).toList());
        assertEquals(Map.of("at", "home"), message.toolCalls().getFirst().arguments());
    }

    @Test
    void reasoningThatOnlyThePromptOpensIsRead() {
        String template = """
                {%- for m in messages %}{{ '<' ~ m.role ~ '>' ~ m.content.split('</musing>')[-1] ~ '</' ~ m.role ~ '>' }}{% endfor %}
                {%- if add_generation_prompt %}{{ '<assistant><musing>\n' }}{% endif %}""";
        AnswerFormat format = AnswerFormats.of(template, Map.of());
        assertEquals(List.of("<musing>"), format.reasoning().opens());
        AnswerOptions options = AnswerOptions.DEFAULT.withGenerationPrompt("<assistant><musing>\n");
        Message message = format.parser(options).parse("Hm.\n</musing>\n\nIt is 3.");
        assertEquals("Hm.", message.reasoning().strip());
        assertEquals("It is 3.", message.text().strip());
    }

    @Test
    void tagsThatNameRolesAreNoReasoning() {
        String template = """
                {%- for m in messages %}{{ '<' ~ m.role ~ '>' ~ m.content ~ '</' ~ m.role ~ '>' }}{% endfor %}
                {%- if add_generation_prompt %}<assistant>{% endif %}{# <assistant> </assistant> #}""";
        assertFalse(AnswerFormats.of(template, Map.of()).reasons());
    }

    @Test
    void templatesWithoutCallsHaveNone() {
        AnswerFormat format = AnswerFormats.of("{% for m in messages %}{{ m.content }}{% endfor %}", Map.of());
        assertFalse(format.callsTools());
        assertFalse(format.reasons());
        assertEquals(
                "none",
                AnswerFormats.of("{{ raise_exception('no') }}", Map.of()).name());
        assertEquals(
                "none", AnswerFormats.of("{% this is no template", Map.of()).name());
    }
}
