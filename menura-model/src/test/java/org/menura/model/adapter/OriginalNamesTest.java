package org.menura.model.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalNamesTest {
    /** The right side is what diffusers 0.42.1 makes of the left one with two blocks a level, for all but the last two rows. */
    @ParameterizedTest
    @CsvSource({
        "input_blocks_0_0, conv_in",
        "input_blocks_1_0_in_layers_2, down_blocks_0_resnets_0_conv1",
        "input_blocks_1_0_emb_layers_1, down_blocks_0_resnets_0_time_emb_proj",
        "input_blocks_3_0_op, down_blocks_0_downsamplers_0_conv",
        "input_blocks_4_0_skip_connection, down_blocks_1_resnets_0_conv_shortcut",
        "input_blocks_4_1_transformer_blocks_0_attn1_to_q, down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q",
        "input_blocks_8_1_proj_out, down_blocks_2_attentions_1_proj_out",
        "middle_block_0_out_layers_3, mid_block_resnets_0_conv2",
        "middle_block_1_transformer_blocks_9_ff_net_0_proj, mid_block_attentions_0_transformer_blocks_9_ff_net_0_proj",
        "middle_block_2_in_layers_2, mid_block_resnets_1_conv1",
        "output_blocks_0_1_transformer_blocks_3_attn2_to_out_0, up_blocks_0_attentions_0_transformer_blocks_3_attn2_to_out_0",
        "output_blocks_2_2_conv, up_blocks_0_upsamplers_0_conv",
        "output_blocks_5_0_skip_connection, up_blocks_1_resnets_2_conv_shortcut",
        "output_blocks_8_0_out_layers_3, up_blocks_2_resnets_2_conv2",
        "out_2, conv_out",
        "time_embed_0, time_embedding_linear_1",
        "time_embed_2, time_embedding_linear_2",
        "label_emb_0_0, add_embedding_linear_1",
        "label_emb_0_2, add_embedding_linear_2",
        "down_blocks_0_resnets_0_conv1, down_blocks_0_resnets_0_conv1",
        "input_blocks_99999_0_op, input_blocks_99999_0_op"
    })
    void renamesLayersOfStableDiffusion(String name, String expected) {
        assertEquals(expected, new OriginalNames(2).renamed(name));
    }
}
