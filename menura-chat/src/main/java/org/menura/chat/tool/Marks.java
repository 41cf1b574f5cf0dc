package org.menura.chat.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What in a chat template's source gives a family away. */
final class Marks {
    /**
     * A rule: a template that holds all of some texts and none of some others is of a family.
     *
     * @param all texts that it holds
     * @param none texts that it does not hold
     */
    private record Rule(String family, List<String> all, List<String> none) {
        boolean fits(String template) {
            return all.stream().allMatch(template::contains) && none.stream().noneMatch(template::contains);
        }
    }

    /** The first that fits is meant. */
    private static final List<Rule> RULES = rules();

    private Marks() {}

    private static List<Rule> rules() {
        List<Rule> out = new ArrayList<>();
        out.add(rule("muse", "<atem:"));
        out.add(rule("harmony", "<|channel|>", "<|message|>", "functions"));
        out.add(rule("kimi-k3", "<|open|>", "<|sep|>"));
        out.add(rule("minimax-m3", "]<]minimax[>["));
        out.add(rule("minimax-m2", "<minimax:tool_call>"));
        out.add(rule("deepseek-dsml-functions", "｜DSML｜", "function_calls"));
        out.add(rule("deepseek-dsml", "｜DSML｜"));
        out.add(rule("step3-xml", "steptml:"));
        out.add(new Rule("deepseek-v3.1", List.of("<｜tool▁calls▁begin｜>"), List.of("```json")));
        out.add(rule("deepseek-r1", "<｜tool▁calls▁begin｜>", "<think>"));
        out.add(rule("deepseek-r1", "<｜tool▁calls▁begin｜>", "</think>"));
        out.add(rule("deepseek-v3", "<｜tool▁calls▁begin｜>"));
        out.add(rule("hy3-xml", "tool_sep", "arg_key"));
        out.add(rule("functiongemma", "<start_function_call>"));
        out.add(rule("gemma-4", "<|tool_call>", "<tool_call|>"));
        out.add(rule("kimi-k2", "<|tool_call_begin|>"));
        out.add(rule("solar", "<|tool_call:begin|>"));
        out.add(rule("lfm2-pythonic", "<|tool_call_start|>"));
        out.add(rule("lfm2-pythonic", "<|tool_list_start|>"));
        out.add(rule("apertus", "<|tools_prefix|>"));
        out.add(rule("command-r7b", "<|START_ACTION|>"));
        out.add(rule("command-r-plus", "<|CHATBOT_TOKEN|>", "Action:"));
        out.add(rule("gigachat-turns", "function call<|role_sep|>"));
        out.add(rule("gigachat", "<|function_call|>"));
        out.add(rule("internlm2", "<|plugin|>"));
        out.add(rule("longcat", "<longcat_tool_call>"));
        out.add(rule("minicpm5-xml", "<function name=", "<param name="));
        out.add(rule("seed-oss-xml", "<seed:tool_call>"));
        out.add(rule("qwen3-coder-xml", "<function=", "<parameter="));
        out.add(new Rule("glm-xml", List.of("<arg_key>", "</arg_key>\\n"), List.of()));
        out.add(rule("glm-xml-compact", "<arg_key>"));
        out.add(rule("functionary-v3.2", ">>>all"));
        out.add(rule("functionary-v3.1", "<function=", "</function>"));
        out.add(rule("nemotron-toolcall", "<TOOLCALL>"));
        out.add(rule("apriel", "<tool_calls>", "[BEGIN FINAL RESPONSE]"));
        out.add(rule("apriel", "<tool_calls>["));
        out.add(rule("hunyuan-a13b", "<tool_calls>", "<answer>"));
        out.add(rule("minimax-m1", "<tool_calls>"));
        out.add(rule("firefunction", " functools["));
        out.add(rule("phi4-mini", "functools"));
        out.add(rule("phi4-mini", "<|tool|>", "<|/tool|>"));
        out.add(rule("mistral-args-id", "[TOOL_CALLS]", "[CALL_ID]"));
        out.add(rule("mistral-args", "[TOOL_CALLS]", "[ARGS]"));
        out.add(rule("mistral-json", "[TOOL_CALLS]"));
        out.add(rule("granite-3", "<|tool_call|>"));
        out.add(rule("granite-3", "Here is my thought process:"));
        out.add(rule("granite-20b", "<function_call>"));
        out.add(rule("olmo3", "<function_calls>"));
        out.add(rule("ernie45", "<tool_call>", "<response>"));
        out.add(rule("hermes-json", "<tool_call>"));
        out.add(rule("llama4-pythonic", "<|python_start|>"));
        out.add(rule("llama3-json", "<|python_tag|>"));
        out.add(rule("llama3-json", "<|start_header_id|>", "\"parameters\": "));
        return List.copyOf(out);
    }

    private static Rule rule(String family, String... all) {
        return new Rule(family, Arrays.asList(all), List.of());
    }

    /** Returns the family whose marks a template holds; null if it is not known. */
    static @Nullable String family(String template) {
        for (Rule rule : RULES) {
            if (rule.fits(template)) {
                return rule.family();
            }
        }
        return null;
    }
}
