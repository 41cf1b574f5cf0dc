package org.menura.model.adapter;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a denoiser's layers in the scripts that Stable Diffusion was published with ({@code input_blocks}, {@code
 * middle_block}, {@code output_blocks}), which kohya's scripts keep for XL. All names have {@code _} in the place of dots.
 *
 * @param layers residual blocks of a level ({@code layers_per_block})
 */
record OriginalNames(int layers) {
    private static final Pattern BLOCK =
            Pattern.compile("(?<side>input_blocks|output_blocks)_(?<block>\\d{1,4})_(?<inner>\\d)_(?<rest>.+)");
    private static final Pattern MIDDLE = Pattern.compile("middle_block_(?<block>[012])_(?<rest>.+)");
    private static final List<String> KINDS = List.of("resnets", "attentions", "upsamplers");
    private static final List<String> MIDDLES = List.of("resnets_0", "attentions_0", "resnets_1");

    /** Layers outside of levels. */
    private static final Map<String, String> SINGLE = Map.of(
            "input_blocks_0_0", "conv_in",
            "out_2", "conv_out",
            "time_embed_0", "time_embedding_linear_1",
            "time_embed_2", "time_embedding_linear_2",
            "label_emb_0_0", "add_embedding_linear_1",
            "label_emb_0_2", "add_embedding_linear_2");

    private static final Map<String, String> INSIDE = Map.of(
            "in_layers_2", "conv1",
            "out_layers_3", "conv2",
            "emb_layers_1", "time_emb_proj",
            "skip_connection", "conv_shortcut");

    /** Returns a name as diffusers has it; other names stay as they are. */
    String renamed(String name) {
        String single = SINGLE.get(name);
        if (single != null) {
            return single;
        }
        Matcher middle = MIDDLE.matcher(name);
        if (middle.matches()) {
            return "mid_block_" + MIDDLES.get(Integer.parseInt(middle.group("block"))) + "_"
                    + inside(middle.group("rest"));
        }
        Matcher block = BLOCK.matcher(name);
        if (!block.matches()) {
            return name;
        }
        boolean isDown = block.group("side").equals("input_blocks");
        int at = Integer.parseInt(block.group("block")) - (isDown ? 1 : 0);
        int inner = Integer.parseInt(block.group("inner"));
        String rest = block.group("rest");
        if (at < 0 || inner >= KINDS.size()) {
            return name;
        }
        String level = (isDown ? "down_blocks_" : "up_blocks_") + at / (layers + 1) + "_";
        if (rest.equals("op")) {
            return level + "downsamplers_0_conv";
        }
        if (rest.equals("conv")) {
            return level + "upsamplers_0_conv"; // behind a level's blocks, whether or not they have transformers
        }
        return level + KINDS.get(inner) + "_" + at % (layers + 1) + "_" + inside(rest);
    }

    private static String inside(String rest) {
        return INSIDE.getOrDefault(rest, rest);
    }
}
