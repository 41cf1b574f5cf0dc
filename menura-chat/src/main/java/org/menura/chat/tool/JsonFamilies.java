package org.menura.chat.tool;

import static org.menura.chat.tool.Forms.BRACKETS;
import static org.menura.chat.tool.Forms.HERMES;
import static org.menura.chat.tool.Forms.JSON;
import static org.menura.chat.tool.Forms.KEYWORDS;
import static org.menura.chat.tool.Forms.NAME;
import static org.menura.chat.tool.Forms.OBJECT;
import static org.menura.chat.tool.Forms.PARAMETERS;
import static org.menura.chat.tool.Forms.THINK;
import static org.menura.chat.tool.Forms.THINK_OPENED;
import static org.menura.chat.tool.Forms.calls;
import static org.menura.chat.tool.Forms.literal;
import static org.menura.chat.tool.Forms.plain;
import static org.menura.chat.tool.Forms.with;

import java.util.ArrayList;
import java.util.List;
import org.menura.chat.tool.ArgumentFormat.Code;
import org.menura.chat.tool.CallPart.Arguments;
import org.menura.chat.tool.CallPart.CallObject;
import org.menura.chat.tool.CallPart.FixedName;
import org.menura.chat.tool.CallPart.NameToArguments;
import org.menura.chat.tool.ReasoningFormat.Trait;

/** Families whose calls are JSON objects of name and arguments. */
final class JsonFamilies {
    static final List<AnswerFormat> ALL = all();

    private JsonFamilies() {}

    private static List<AnswerFormat> all() {
        List<AnswerFormat> out = new ArrayList<>();
        out.add(plain("hermes-json", THINK_OPENED, HERMES));
        out.add(plain(
                "apertus",
                ReasoningFormat.of("<|inner_prefix|>", "<|inner_suffix|>", Trait.ANYWHERE),
                calls("<|tools_prefix|>[", ", ", "]<|tools_suffix|>", new NameToArguments())));
        out.add(plain(
                "apriel",
                new ReasoningFormat(
                        List.of("Here are my reasoning steps:"),
                        List.of("[BEGIN FINAL RESPONSE]"),
                        "",
                        List.of(Trait.OPENING_IS_REASONING)),
                calls("\n<tool_calls>[", ", ", "]</tool_calls>", OBJECT)));
        out.add(new AnswerFormat(
                "command-r7b",
                ReasoningFormat.of("<|START_THINKING|>", "<|END_THINKING|>"),
                new TextFormat(
                        "<|START_RESPONSE|>",
                        "<|END_RESPONSE|>",
                        List.of("<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>", "<|END_TEXT|>")),
                List.of(calls(
                        "<|START_ACTION|>[\n    ",
                        ",\n    ",
                        "\n]<|END_ACTION|>",
                        new CallObject("tool_name", "parameters", "tool_call_id", true))),
                null));
        out.add(new AnswerFormat(
                "command-r-plus",
                ReasoningFormat.NONE,
                TextFormat.dropping("<|START_OF_TURN_TOKEN|>", "<|CHATBOT_TOKEN|>", "<|END_OF_TURN_TOKEN|>"),
                List.of(calls(
                        "Action: ```json\n[\n    ",
                        ",\n    ",
                        "\n]```",
                        new CallObject("tool_name", "parameters", "", false))),
                null));
        out.add(plain("firefunction", ReasoningFormat.NONE, calls(" functools[", ", ", "]", OBJECT)));
        out.add(plain(
                "phi4-mini",
                ReasoningFormat.NONE,
                calls("functools[", ", ", "]", OBJECT),
                calls("<|tool_call|>[", ", ", "]<|/tool_call|>", OBJECT)));
        CallFormat token = calls("", "", "", literal("<|function_call|>"), OBJECT);
        CallFormat turn = calls("", "", "", literal("<|message_sep|>\n\nfunction call<|role_sep|>\n"), OBJECT);
        out.add(plain("gigachat", ReasoningFormat.NONE, token, turn));
        out.add(plain("gigachat-turns", ReasoningFormat.NONE, turn, token));
        out.add(plain("granite-20b", ReasoningFormat.NONE, calls("", "\n", "", literal("<function_call> "), OBJECT)));
        out.add(new AnswerFormat(
                "granite-3",
                new ReasoningFormat(
                        List.of("Here is my thought process:", "Here's my thought process:", "<think>"),
                        List.of("Here is my response:", "Here's my response:", "</think>"),
                        "",
                        List.of()),
                new TextFormat("<response>", "</response>", List.of()),
                List.of(calls("<|tool_call|> [", ", ", "]", OBJECT), calls("<tool_call> [", ", ", "]", OBJECT)),
                null));
        out.add(plain(
                "internlm2",
                ReasoningFormat.NONE,
                calls("", "\n", "", literal("<|action_start|><|plugin|>\n"), PARAMETERS, literal("<|action_end|>"))));
        out.add(plain(
                "llama3-json",
                ReasoningFormat.NONE,
                with(calls("", "; ", "", PARAMETERS), CallFormat.Trait.BARE),
                calls("<|python_tag|>", "; ", "", PARAMETERS),
                calls("<|python_tag|>", "", "", NAME, literal(".call"), KEYWORDS),
                calls("<|python_tag|>[", ", ", "]", NAME, KEYWORDS),
                calls("<|python_tag|>", "", "", new FixedName("code_interpreter"), new Arguments(new Code("code")))));
        out.add(plain(
                "longcat",
                ReasoningFormat.of("<longcat_think>", "</longcat_think>"),
                calls("", "\n", "", literal("<longcat_tool_call>"), OBJECT, literal("</longcat_tool_call>"))));
        out.add(plain("minimax-m1", THINK, calls("<tool_calls>\n", "\n", "\n</tool_calls>", OBJECT)));
        out.add(plain(
                "mistral-json",
                BRACKETS,
                calls("[TOOL_CALLS][", ", ", "]", new CallObject("name", "arguments", "id", false)),
                calls("", "", "", literal("[TOOL_CALLS]"), NAME, literal("[ARGS]"), JSON)));
        out.add(plain("nemotron-toolcall", THINK, calls("<TOOLCALL>[", ", ", "]</TOOLCALL>", OBJECT)));
        out.add(new AnswerFormat(
                "hunyuan-a13b",
                THINK,
                new TextFormat("<answer>\n", "\n</answer>", List.of()),
                List.of(calls("<tool_calls>[", ", ", "]</tool_calls>", OBJECT)),
                null));
        out.add(new AnswerFormat(
                "ernie45",
                THINK_OPENED,
                new TextFormat("<response>\n", "\n</response>", List.of()),
                List.of(HERMES),
                null));
        return List.copyOf(out);
    }
}
