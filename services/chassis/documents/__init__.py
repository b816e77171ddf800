"""Official papers (văn bản hành chính) in the layout of Nghị định 30/2020/NĐ-CP: one model, a PDF to sign, a DOCX to draft in."""
