package org.menura.format.hf.quant;

/** A method of quantisation, as its settings say it was used. */
interface Method {
    /**
     * Decodes the tensors that are stored in this method's form.
     *
     * @throws org.menura.format.FormatException if tensors do not fit together or the settings are none that are known
     */
    void decode(Stored stored, Decoded out);
}
