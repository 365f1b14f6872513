// AppUI
