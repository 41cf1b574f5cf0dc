package org.menura.eval.task.function;

import java.util.List;

/** PubMedQA: questions about abstracts. */
final class PubMedQa {
    private PubMedQa() {}

    static List<PythonModule> modules() {
        return List.of(PythonModule.of(
                        "pubmedqa/preprocess_pubmedqa.py",
                        "43528eee61666d94ae9ac3d58bcd3a0c38182a8898f996f536be9de1d3655740")
                .text(
                        "doc_to_text",
                        document -> "Abstract: %s\nQuestion: %s\nAnswer:"
                                .formatted(
                                        String.join("\n", Fields.texts(document, "CONTEXTS")),
                                        Fields.text(document, "QUESTION"))));
    }
}
