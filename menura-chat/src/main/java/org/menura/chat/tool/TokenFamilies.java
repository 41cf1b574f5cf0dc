package org.menura.chat.tool;

import static org.menura.chat.tool.Forms.BRACKETS;
import static org.menura.chat.tool.Forms.JSON;
import static org.menura.chat.tool.Forms.KEYWORDS;
import static org.menura.chat.tool.Forms.NAME;
import static org.menura.chat.tool.Forms.PARAMETERS;
import static org.menura.chat.tool.Forms.THINK;
import static org.menura.chat.tool.Forms.THINK_OPENED;
import static org.menura.chat.tool.Forms.calls;
import static org.menura.chat.tool.Forms.delimited;
import static org.menura.chat.tool.Forms.literal;
import static org.menura.chat.tool.Forms.plain;
import static org.menura.chat.tool.Forms.with;

import java.util.ArrayList;
import java.util.List;
import org.menura.chat.tool.ArgumentFormat.BareKeys;
import org.menura.chat.tool.ArgumentFormat.Code;
import org.menura.chat.tool.ArgumentFormat.TypeMark;
import org.menura.chat.tool.CallFormat.Trait;
import org.menura.chat.tool.CallPart.Arguments;
import org.menura.chat.tool.CallPart.CallObject;
import org.menura.chat.tool.CallPart.FixedName;
import org.menura.chat.tool.CallPart.Id;
import org.menura.chat.tool.CallPart.NumberedName;

/** Families that set off a call's parts by tokens, that write Python, and that reason without calling tools. */
final class TokenFamilies {
    static final List<AnswerFormat> ALL = all();

    private TokenFamilies() {}

    private static List<AnswerFormat> all() {
        List<AnswerFormat> out = new ArrayList<>();
        tokens(out);
        python(out);
        reasoning(out);
        framed(out);
        return List.copyOf(out);
    }

    private static void tokens(List<AnswerFormat> out) {
        out.add(plain("deepseek-v3", ReasoningFormat.NONE, deepSeek()));
        out.add(plain("deepseek-r1", THINK_OPENED, deepSeek()));
        out.add(plain(
                "deepseek-v3.1",
                THINK_OPENED,
                with(
                        calls(
                                "<｜tool▁calls▁begin｜>",
                                "",
                                "<｜tool▁calls▁end｜>",
                                literal("<｜tool▁call▁begin｜>"),
                                NAME,
                                literal("<｜tool▁sep｜>"),
                                JSON,
                                literal("<｜tool▁call▁end｜>")),
                        Trait.LOOSE)));
        out.add(plain(
                "kimi-k2",
                ReasoningFormat.of(
                        "<think>", "</think>", ReasoningFormat.Trait.CALL_CLOSES, ReasoningFormat.Trait.PROMPT_OPENS),
                with(
                        calls(
                                "<|tool_calls_section_begin|>",
                                "",
                                "<|tool_calls_section_end|>",
                                literal("<|tool_call_begin|>"),
                                new NumberedName("functions.", ":"),
                                literal("<|tool_call_argument_begin|>"),
                                JSON,
                                literal("<|tool_call_end|>")),
                        Trait.LOOSE)));
        out.add(plain(
                "mistral-args",
                BRACKETS,
                calls("", "", "", literal("[TOOL_CALLS]"), NAME, literal("[ARGS]"), JSON),
                mistralWithIds(),
                calls("[TOOL_CALLS][", ", ", "]", new CallObject("name", "arguments", "id", false))));
        out.add(plain("mistral-args-id", BRACKETS, mistralWithIds()));
        out.add(delimited(
                "solar",
                ReasoningFormat.of("<|think|>", "<|end|>", ReasoningFormat.Trait.ANYWHERE),
                TextFormat.dropping("<|begin|>assistant", "<|content|>", "<|end|>", "<|flush|>"),
                calls(
                        "<|tool_calls|>",
                        "",
                        "<|calls|>",
                        literal("<|tool_call:begin|>"),
                        new Id(),
                        literal("<|tool_call:name|>"),
                        NAME,
                        literal("<|tool_call:args|>"),
                        JSON,
                        literal("<|tool_call:end|>"))));
        out.add(plain(
                "functionary-v3.1",
                ReasoningFormat.NONE,
                calls("", "", "", literal("<function="), NAME, literal(">"), JSON, literal("</function>")),
                calls("<|python_tag|>", "", "", new FixedName("python"), new Arguments(new Code("code")))));
        out.add(new AnswerFormat(
                "functionary-v3.2",
                ReasoningFormat.NONE,
                new TextFormat(">>>all\n", "", List.of()),
                List.of(
                        calls("", "", "", literal(">>>"), NAME, literal("\n"), JSON),
                        calls(
                                "",
                                "",
                                "",
                                literal(">>>python\n"),
                                new FixedName("python"),
                                new Arguments(new Code("code")))),
                null));
        out.add(plain(
                "functiongemma",
                ReasoningFormat.NONE,
                calls(
                        "",
                        "",
                        "",
                        literal("<start_function_call>call:"),
                        NAME,
                        new Arguments(new BareKeys("<escape>", true)),
                        literal("<end_function_call>"))));
        out.add(delimited(
                "gemma-4",
                new ReasoningFormat(
                        List.of("<|channel>"),
                        List.of("<channel|>"),
                        "thought",
                        List.of(ReasoningFormat.Trait.ANYWHERE)),
                TextFormat.dropping("<channel|>"),
                calls(
                        "",
                        "",
                        "",
                        literal("<|tool_call>call:"),
                        NAME,
                        new Arguments(new BareKeys("<|\"|>", false)),
                        literal("<tool_call|>"))));
    }

    private static CallFormat deepSeek() {
        return calls(
                "<｜tool▁calls▁begin｜>",
                "\n",
                "<｜tool▁calls▁end｜>",
                literal("<｜tool▁call▁begin｜>function<｜tool▁sep｜>"),
                NAME,
                literal("\n```json\n"),
                JSON,
                literal("\n```"),
                literal("<｜tool▁call▁end｜>"));
    }

    private static CallFormat mistralWithIds() {
        return calls(
                "", "", "", literal("[TOOL_CALLS]"), NAME, literal("[CALL_ID]"), new Id(), literal("[ARGS]"), JSON);
    }

    private static void python(List<AnswerFormat> out) {
        out.add(plain(
                "lfm2-pythonic", THINK, calls("<|tool_call_start|>[", ", ", "]<|tool_call_end|>", NAME, KEYWORDS)));
        out.add(plain(
                "llama4-pythonic",
                ReasoningFormat.NONE,
                with(calls("[", ", ", "]", NAME, KEYWORDS), Trait.BARE, Trait.AT_START),
                calls("<|python_tag|>[", ", ", "]", NAME, KEYWORDS),
                calls("<|python_start|>[", ", ", "]<|python_end|>", NAME, KEYWORDS),
                calls("<|python_start|>", "; ", "<|python_end|>", PARAMETERS)));
        out.add(plain("olmo3", THINK_OPENED, calls("<function_calls>", "\n", "</function_calls>", NAME, KEYWORDS)));
    }

    private static void reasoning(List<AnswerFormat> out) {
        out.add(plain("holo2", THINK));
        out.add(plain(
                "minimax-m2-append",
                ReasoningFormat.of(
                        "<think>",
                        "</think>",
                        ReasoningFormat.Trait.PROMPT_OPENS,
                        ReasoningFormat.Trait.STAYS_IN_TEXT)));
    }

    private static void framed(List<AnswerFormat> out) {
        out.add(new AnswerFormat(
                "harmony",
                ReasoningFormat.NONE,
                TextFormat.PLAIN,
                List.of(),
                new FrameFormat(
                        "<|start|>",
                        "<|channel|>",
                        "to=",
                        "<|constrain|>",
                        "<|message|>",
                        List.of("<|end|>", "<|call|>", "<|return|>"),
                        List.of("analysis"),
                        List.of("final", "commentary"),
                        List.of("assistant"),
                        "functions.",
                        List.of())));
        out.add(new AnswerFormat(
                "muse",
                ReasoningFormat.NONE,
                TextFormat.PLAIN,
                List.of(),
                new FrameFormat(
                        "<|start|>",
                        "",
                        "to=",
                        "",
                        "<|message|>",
                        List.of("<|eom|>", "<|eot|>"),
                        List.of("self"),
                        List.of("user"),
                        List.of(),
                        "",
                        List.of(calls(
                                "<atem:function_calls>\n",
                                "\n",
                                "\n</atem:function_calls>",
                                literal("<atem:invoke name=\""),
                                NAME,
                                literal("\">\n"),
                                Forms.tags("<atem:parameter name=\"", "\">", "", "</atem:parameter>\n", TypeMark.NONE),
                                literal("</atem:invoke>"))))));
    }
}
