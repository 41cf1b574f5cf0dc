package org.menura.eval.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

/** Models as lm-evaluation-harness names them. */
class ModelChoiceTest {
    @Test
    void whatChangesNoNumberIsPassedOver() {
        String harmless = "trust_remote_code=True,device=cuda:0,parallelize=True,revision=main,use_fast_tokenizer=True,"
                + "low_cpu_mem_usage=True,logits_cache=False,attn_implementation=sdpa,batch_size=8";
        ModelChoice local = ModelChoice.of("hf", "pretrained=some/folder," + harmless);
        assertEquals("some/folder", local.name());
        assertEquals(ModelChoice.Kind.LOCAL, local.kind());
        assertEquals(
                "http://localhost:1/v1",
                ModelChoice.of("local-completions", harmless + ",base_url=http://localhost:1/v1")
                        .name());
        assertThrows(FormatException.class, () -> ModelChoice.of("hf", "pretrained=some/folder,load_in_8bit=True"));
    }
}
