package org.menura.model.gguf;

import java.util.List;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * Turns one tensor of a GGUF file into one or several of a Hugging Face checkpoint, and back. Tensors that do not have
 * the sizes that a conversion expects end in {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
 */
public interface Conversion {
    /** Converts a GGUF tensor into its Hugging Face tensor number {@code part}. */
    Tensor toHuggingFace(Tensor gguf, int part);

    /** Converts all Hugging Face tensors of a GGUF tensor into it. */
    Tensor toGguf(List<Tensor> parts);

    /** Returns the shape of a part. */
    default Shape shape(Shape gguf, int part) {
        return gguf;
    }

    /** Returns the shape of the GGUF tensor of parts of the given shapes. */
    default Shape ggufShape(List<Shape> parts) {
        return parts.getFirst();
    }

    /** Returns the type of a part; what is computed becomes F32. */
    default DType dtype(DType gguf) {
        return gguf;
    }

    /** Returns this conversion on the checkpoint's side of {@code inner}, which is on the file's. */
    default Conversion after(Conversion inner) {
        Conversion outer = this;
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return outer.toHuggingFace(inner.toHuggingFace(gguf, 0), part);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return inner.toGguf(List.of(outer.toGguf(parts)));
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return outer.shape(inner.shape(gguf, 0), part);
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return inner.ggufShape(List.of(outer.ggufShape(parts)));
            }

            @Override
            public DType dtype(DType gguf) {
                return outer.dtype(inner.dtype(gguf));
            }
        };
    }
}
