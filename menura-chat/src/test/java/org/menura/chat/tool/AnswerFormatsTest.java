package org.menura.chat.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.chat.Testdata;

class AnswerFormatsTest {
    private static String template(String name) throws IOException {
        return Files.readString(Testdata.path("templates/" + name + "/chat_template.jinja"));
    }

    @ParameterizedTest
    @CsvSource({
        "Apertus-8B-Instruct, apertus, true",
        "Bielik-11B-v3.0-Instruct, hermes-json, true",
        "CohereForAI-c4ai-command-r7b-12-2024-tool_use, command-r7b, true",
        "GLM-4.7-Flash, glm-xml-compact, true",
        "GigaChat3.1-10B-A1.8B, gigachat, false",
        "Kimi-K2-Instruct, kimi-k2, false",
        "Kimi-K3, kimi-k3, true",
        "LFM2.5-8B-A1B, lfm2-pythonic, true",
        "MiniMax-M2, minimax-m2, true",
        "Mistral-Small-3.2-24B-Instruct-2506, mistral-args-id, false",
        "NVIDIA-Nemotron-Nano-v2, nemotron-toolcall, true",
        "Qwen-Qwen2.5-7B-Instruct, hermes-json, false",
        "Qwen3-Coder, qwen3-coder-xml, false",
        "StepFun3.5-Flash, qwen3-coder-xml, true",
        "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B, deepseek-r1, true",
        "deepseek-ai-DeepSeek-V3.2, deepseek-dsml-functions, true",
        "deepseek-ai-DeepSeek-V4, deepseek-dsml, true",
        "google-gemma-2-2b-it, none, false",
        "google-gemma-4-31B-it, gemma-4, true",
        "inclusionai-ling-3.0-flash, glm-xml, true",
        "meetkai-functionary-medium-v3.2, functionary-v3.2, false",
        "meta-llama-Llama-3.2-3B-Instruct, llama3-json, false",
        "microsoft-Phi-3.5-mini-instruct, none, false",
        "mistralai-Mistral-Nemo-Instruct-2407, mistral-json, false",
        "muse-glimmer, muse, true",
        "openbmb-MiniCPM5-1B, minicpm5-xml, true",
        "tencent-Hy3, hy3-xml, true",
        "unsloth-mistral-Devstral-Small-2507, mistral-args, false"
    })
    void aTemplateGivesItsFamilyAway(String template, String family, boolean reasons) throws IOException {
        AnswerFormat format = AnswerFormats.of(template(template), Map.of());
        assertEquals(family, format.name());
        assertEquals(reasons, format.reasons());
    }
}
